/**
 * Does something for each key that is asked for, one at a time. Asked again while it waits, a key is still done once; asked
 * while it is being done, once more: so whoever reads in `work` reads what was there after the last asking.
 */
export class LatestOnly<Key> {
  private readonly waiting = new Set<Key>();
  private busy = false;
  private stopped = false;
  onFailure: (error: unknown) => void = () => undefined;

  constructor(private readonly work: (key: Key) => Promise<void>) {}

  ask(key: Key): void {
    this.waiting.add(key);
    if (!this.busy) void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.waiting.clear();
  }

  private async run(): Promise<void> {
    this.busy = true;
    try {
      for (const key of this.waiting) {
        this.waiting.delete(key);
        await this.work(key);
        if (this.stopped) return;
      }
    } catch (error) {
      this.onFailure(error);
    } finally {
      this.busy = false;
    }
  }
}
