import { setMaxListeners } from 'node:events';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import { AppError } from '../errors/app-error.js';
import { ContainerRuntime } from './container-runtime.js';

const CHECK_MS = 2000;
/** The start of the process waits no longer for the first answer. */
const FIRST_ANSWER_MS = 2000;
/**
 * A frozen engine accepts connections and does not answer; a slow one (a NAS with busy disks) answers late. It counts as
 * away after several times its slowest recent answer, within these bounds.
 */
const PATIENCE = { factor: 5, leastMs: 10_000, mostMs: 60_000 } as const;
/** What remains of a slow answer with each check after it: half after about 15 seconds. */
const FADING = 0.9;
/** How often the warning is repeated: often enough to be found in a log, rarely enough not to fill it. */
const REMIND_MS = 10 * 60_000;

/** Whether the runtime answers. Checked all the time, so that a launch fails soon instead of waiting for its deadline. */
@Injectable()
export class RuntimeHealth implements OnApplicationBootstrap {
  private lastAnswer: Date;
  private lastWarning: Date | null = null;
  /** Of recent answers, in milliseconds. */
  private slowest = 0;
  private gone = newAbsence();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly runtime: ContainerRuntime,
    private readonly clock: Clock,
    private readonly loops: Loops,
    // Nest's own logger prints nothing before the application listens.
    private readonly logger: PinoLogger,
  ) {
    logger.setContext(RuntimeHealth.name);
    this.lastAnswer = clock.now();
  }

  /** Null while it answers; else when it last did. */
  get awaySince(): Date | null {
    return this.away.aborted ? this.lastAnswer : null;
  }

  /** Aborted, with `runtime_unreachable`, while it does not answer. A new one with every time that it is back. */
  get away(): AbortSignal {
    return this.gone.signal;
  }

  /**
   * Calls back when the runtime goes away and when it is back.
   * @returns ends the subscription
   */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async onApplicationBootstrap(): Promise<void> {
    const loop = this.loops.every(CHECK_MS, 'checking the runtime', () => this.check(this.patienceMs()));
    await loop.run(() => this.check(FIRST_ANSWER_MS));
  }

  private patienceMs(): number {
    const { factor, leastMs, mostMs } = PATIENCE;
    return Math.min(mostMs, Math.max(leastMs, factor * this.slowest));
  }

  private async check(patienceMs: number): Promise<void> {
    this.slowest *= FADING;
    const problem = await this.problem(patienceMs);
    const answered = problem === null;
    if (answered) this.lastAnswer = this.clock.now();
    this.report(problem);
    if (answered !== this.away.aborted) return;
    if (answered) this.gone = newAbsence();
    else this.gone.abort(new AppError('runtime_unreachable'));
    for (const listener of this.listeners) listener();
  }

  /** For the operator, who may have to start the engine. */
  private report(problem: string | null): void {
    if (problem === null) {
      if (this.lastWarning) this.logger.info(`${this.runtime.title} answers again`);
      this.lastWarning = null;
      return;
    }
    const now = this.clock.now();
    if (this.lastWarning && now.getTime() - this.lastWarning.getTime() < REMIND_MS) return;
    this.lastWarning = now;
    this.logger.warn(`waiting for ${this.runtime.title}, nothing can be launched until it answers: ${problem}`);
  }

  /** Why it cannot be used; null where it can. */
  private async problem(patienceMs: number): Promise<string | null> {
    let alarm: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      alarm = setTimeout(() => {
        resolve(`no answer within ${String(Math.round(patienceMs / 1000))} seconds`);
      }, patienceMs);
    });
    const asked = performance.now();
    const answer = this.runtime.ping().then(
      () => {
        // Also of an answer that comes too late: the next check waits for as long.
        this.slowest = Math.max(this.slowest, performance.now() - asked);
        return null;
      },
      (error: unknown) => (error instanceof AppError ? String(error.facts['reason']) : String(error)),
    );
    return Promise.race([answer, late]).finally(() => {
      clearTimeout(alarm);
    });
  }
}

/** Many launches at once listen to it; Node would warn of a leak. */
function newAbsence(): AbortController {
  const absence = new AbortController();
  setMaxListeners(0, absence.signal);
  return absence;
}
