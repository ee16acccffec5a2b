interface Waiting {
  readonly admit: () => void;
  readonly onPosition: (position: number) => void;
}

/**
 * Lets a few launches through at a time, in the order they came. Served in order, the median of a class waits half as
 * long as when everybody starts at once and everybody finishes last.
 */
export class LaunchQueue {
  private waiting: Waiting[] = [];
  private free: number;

  constructor(width: number) {
    this.free = width;
  }

  /**
   * Resolves when it is this caller's turn, with the function that ends the turn (calling it again does nothing).
   * @param onPosition called with 1 for the next in line, whenever the position changes
   * @param signal leaves the line; its reason is what this throws
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
        this.tellPositions();
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
      return;
    }
    first.admit();
    this.tellPositions();
  }

  private tellPositions(): void {
    this.waiting.forEach(({ onPosition }, index) => {
      onPosition(index + 1);
    });
  }
}
