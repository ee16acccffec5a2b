import { unlessAborted } from '../../background/unless-aborted.js';

interface Waiting {
  readonly admit: () => void;
  readonly onPosition: (position: number) => void;
}

/**
 * Limits how many launches run at a time; the others follow in order. When a class launches at once, the median launch
 * takes half as long as when all run at the same time.
 */
export class LaunchQueue {
  private waiting: Waiting[] = [];
  private free: number;
  private readonly onQuiet = new Set<() => void>();

  constructor(private readonly width: number) {
    this.free = width;
  }

  get full(): boolean {
    return this.free === 0;
  }

  /** Resolves while no turn is taken. */
  async quiet(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.free < this.width) {
      let go: () => void = () => undefined;
      const quiet = new Promise<void>((resolve) => (go = resolve));
      this.onQuiet.add(go);
      await unlessAborted(signal, quiet).finally(() => this.onQuiet.delete(go));
    }
  }

  /**
   * Resolves when the turn begins, with the function that ends it (calling it again does nothing).
   * @param onPosition called with 1 for the next in the queue, whenever the position changes
   * @param signal leaves the queue; its reason is what this throws
   */
  async enter(onPosition: (position: number) => void, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.free > 0) this.free -= 1;
    else await this.wait(onPosition, signal);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.next();
    };
  }

  private wait(onPosition: (position: number) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const place: Waiting = {
        onPosition,
        admit: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        this.waiting = this.waiting.filter((each) => each !== place);
        this.reportPositions();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      onPosition(this.waiting.push(place));
    });
  }

  private next(): void {
    const first = this.waiting.shift();
    if (!first) {
      this.free += 1;
      if (this.free === this.width) for (const go of this.onQuiet) go();
      return;
    }
    first.admit();
    this.reportPositions();
  }

  private reportPositions(): void {
    this.waiting.forEach(({ onPosition }, index) => {
      onPosition(index + 1);
    });
  }
}
