/** Passes each key on at most once in a time. A key that comes again meanwhile is passed on once more, at its end. */
export class AtMostEvery<Key> {
  /** Whether the key came again. */
  private readonly held = new Map<Key, boolean>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly milliseconds: number,
    private readonly pass: (key: Key) => void,
  ) {}

  request(key: Key): void {
    if (this.held.has(key)) this.held.set(key, true);
    else this.go(key);
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private go(key: Key): void {
    this.held.set(key, false);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      const cameAgain = this.held.get(key) === true;
      this.held.delete(key);
      if (cameAgain) this.go(key);
    }, this.milliseconds).unref();
    this.timers.add(timer);
    this.pass(key);
  }
}
