/** Ends a wait for the engine when nothing moves for too long, however long the whole may take. */
export class StallTimeout {
  private readonly controller = new AbortController();
  private alarm: NodeJS.Timeout | undefined;

  constructor(private readonly ms: number) {}

  /** For the call that is waited for. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get seconds(): number {
    return this.ms / 1000;
  }

  moved(): void {
    this.alarm?.refresh();
  }

  async during<T>(wait: Promise<T>): Promise<T> {
    this.alarm = setTimeout(() => {
      this.controller.abort(new Error(`no progress for ${String(this.seconds)} seconds`));
    }, this.ms);
    try {
      return await wait;
    } finally {
      clearTimeout(this.alarm);
    }
  }
}
