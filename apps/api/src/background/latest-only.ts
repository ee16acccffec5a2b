/**
 * Works on each requested key, one at a time. A key requested again while it waits is worked on once; requested while it
 * is being worked on, once more: what `work` reads last is never older than the last request. With a rest, requests that
 * come one after the other are worked on together; the first one never waits.
 */
export class LatestOnly<Key> {
  private readonly waiting = new Set<Key>();
  private busy = false;
  private stopped = false;
  onFailure: (error: unknown) => void = () => undefined;

  /** @param restMs time after each work in which requests are only kept */
  constructor(
    private readonly work: (key: Key) => Promise<void>,
    private readonly restMs = 0,
  ) {}

  request(key: Key): void {
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
        if (this.restMs > 0) await this.rest();
        if (this.stopped) return;
      }
    } catch (error) {
      this.onFailure(error);
    } finally {
      this.busy = false;
    }
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.restMs).unref());
  }
}
