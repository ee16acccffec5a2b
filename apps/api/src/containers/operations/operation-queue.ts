import { AppError } from '../../errors/app-error.js';

/** By an operation with another intent. */
export class Superseded extends AppError {
  constructor(readonly by: string) {
    super('superseded');
  }
}

interface Turn {
  readonly intent: string;
  readonly outcome: Promise<unknown>;
  readonly cancel: AbortController;
}

/**
 * One container's operations, one after another. The same intent as the last one joins it. Another intent supersedes the
 * operations before it and waits for the one in progress to end, so the container ends in the last intent.
 */
export class OperationQueue {
  private current: Turn | null = null;
  private waiting: Turn | null = null;

  /** @param onIdle called whenever no operation is left */
  constructor(private readonly onIdle: () => void) {}

  get idle(): boolean {
    return this.current === null;
  }

  /**
   * @param work its signal is aborted when a later intent supersedes it; it may still finish
   * @throws AppError `superseded` when it was superseded before it could finish
   */
  submit<T>(intent: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const last = this.waiting ?? this.current;
    if (last?.intent === intent && !last.cancel.signal.aborted) return last.outcome as Promise<T>;
    last?.cancel.abort(new Superseded(intent));
    const before = this.current?.outcome.catch(() => undefined);
    const cancel = new AbortController();
    const outcome = (async () => {
      if (before) {
        await before;
        cancel.signal.throwIfAborted();
      }
      return work(cancel.signal);
    })();
    this.enter({ intent, outcome, cancel });
    return outcome;
  }

  /** Another process has an operation with another intent. */
  giveWay(intent: string): void {
    const last = this.waiting ?? this.current;
    if (last && last.intent !== intent) this.callOff(new Superseded(intent));
  }

  callOff(reason: AppError): void {
    this.waiting?.cancel.abort(reason);
    this.current?.cancel.abort(reason);
  }

  /** Resolves when the operation in progress and the one that waits have ended or failed. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.current?.outcome, this.waiting?.outcome]);
  }

  private enter(turn: Turn): void {
    if (this.current === null) this.current = turn;
    else this.waiting = turn;
    const leave = (): void => {
      if (this.current !== turn) return;
      this.current = this.waiting;
      this.waiting = null;
      if (this.current === null) this.onIdle();
    };
    turn.outcome.then(leave, leave);
  }
}
