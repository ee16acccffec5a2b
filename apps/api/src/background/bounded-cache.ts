/** A cache that is emptied when it is full: that is rare, and cheaper than keeping an order. */
export class BoundedCache<T> {
  private readonly known = new Map<string, T>();

  constructor(private readonly most: number) {}

  /** Null is not kept, so that invalid input takes no memory. */
  of(key: string, work: (key: string) => T | null): T | null {
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const now = work(key);
    if (now !== null) {
      if (this.known.size >= this.most) this.known.clear();
      this.known.set(key, now);
    }
    return now;
  }
}
