interface Waiting {
  readonly admit: () => void;
  readonly onPosition: (position: number) => void;
}

/**
 * Lets a few launches through at a time, in the order they came. Served in order, the median of a class waits half as
 * long as when everybody starts at once and everybody finishes last.
 */
export class LaunchQueue {
  private readonly waiting: Waiting[] = [];
  private free: number;

  constructor(width: number) {
    this.free = width;
  }

  /**
   * Resolves when it is this caller's turn, with the function that ends the turn (calling it again does nothing).
   * @param onPosition called with 1 for the next in line, whenever the position changes
   */
  async enter(onPosition: (position: number) => void): Promise<() => void> {
    if (this.free > 0) this.free -= 1;
    else {
      await new Promise<void>((admit) => {
        onPosition(this.waiting.push({ admit, onPosition }));
      });
    }
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.next();
    };
  }

  private next(): void {
    const first = this.waiting.shift();
    if (!first) {
      this.free += 1;
      return;
    }
    first.admit();
    this.waiting.forEach(({ onPosition }, index) => {
      onPosition(index + 1);
    });
  }
}
