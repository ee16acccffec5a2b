import { unlessAborted } from '../../background/unless-aborted.js';
import type { Lane } from '../admission/admission.js';

/** Somebody waits for it. */
const CLICK: Lane = 0;

interface Waiting {
  readonly lane: Lane;
  readonly admit: () => void;
  readonly onPosition: (position: number) => void;
}

/**
 * Limits how many launches run at a time; the others follow in order, those of jobs behind those that a person has
 * clicked. When a class launches at once, the median launch takes half as long as when all run at the same time.
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
  async enter(lane: Lane, onPosition: (position: number) => void, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.free > 0) this.free -= 1;
    else await this.wait(lane, onPosition, signal);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.next();
    };
  }

  private wait(lane: Lane, onPosition: (position: number) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const place: Waiting = {
        lane,
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
      const at = lane === CLICK ? this.waiting.filter((each) => each.lane === CLICK).length : this.waiting.length;
      this.waiting.splice(at, 0, place);
      this.reportPositions(at);
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

  private reportPositions(from = 0): void {
    this.waiting.slice(from).forEach(({ onPosition }, index) => {
      onPosition(from + index + 1);
    });
  }
}
