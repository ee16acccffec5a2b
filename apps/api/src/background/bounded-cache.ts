/** What was worked out a moment ago. Full, it begins anew: cheaper than keeping an order, and rare. */
export class BoundedCache<T> {
  private readonly known = new Map<string, T>();

  constructor(private readonly most: number) {}

  /** Null is worked out again each time, so that nonsense takes no room. */
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
