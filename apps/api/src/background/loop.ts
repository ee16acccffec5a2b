import { Logger } from '@nestjs/common';

type Work = () => Promise<void>;

/** Repeats its work, each run a fixed time after the last one has ended: runs never overlap. */
export class Loop {
  private readonly logger = new Logger(Loop.name);
  private timer: NodeJS.Timeout | undefined;
  private last: Promise<void> = Promise.resolve();
  /** A run of the whole work that has not begun. */
  private waiting: Promise<void> | undefined;
  private isFailing = false;
  private isStopped = false;

  /** @param name what the work is, for the log */
  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly work: Work,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      void this.run().then(() => {
        if (!this.isStopped) this.start();
      });
    }, this.everyMs).unref();
  }

  /**
   * Runs now, or after the run in progress; joins a run that still waits. Resolves also when the run fails.
   * @param work part of the loop's work, where not all of it is needed
   */
  run(work: Work = this.work): Promise<void> {
    const isWhole = work === this.work;
    if (isWhole && this.waiting) return this.waiting;
    this.last = this.last.then(() => {
      if (isWhole) this.waiting = undefined;
      return this.isStopped ? undefined : this.attempt(work);
    });
    if (isWhole) this.waiting = this.last;
    return this.last;
  }

  /** Resolves when the run in progress has ended; runs that still wait are dropped. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.last;
  }

  private async attempt(work: Work): Promise<void> {
    try {
      await work();
      if (work !== this.work || !this.isFailing) return;
      this.isFailing = false;
      this.logger.log(`${this.name}: works again`);
    } catch (error) {
      // The end of the process may cut it short.
      if (this.isStopped) return;
      // Logged once: while the database is away every run fails.
      if (!this.isFailing) this.logger.warn({ err: error }, `${this.name}: failed, will be repeated`);
      this.isFailing = true;
    }
  }
}
