import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

const HOUR_MS = 3_600_000;

/** Something that is done in the background again and again, a round at a time; what fails is tried again with the next. */
export abstract class Loop implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isFailing = false;

  constructor(private readonly everyMs = HOUR_MS) {}

  abstract sweep(): Promise<void>;

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.round());
    }, this.everyMs).unref();
  }

  onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    return this.running;
  }

  private async round(): Promise<void> {
    try {
      await this.sweep();
      this.isFailing = false;
    } catch (error) {
      // Said once: while the database is away every round fails.
      if (!this.isFailing) this.logger.warn({ err: error }, 'The sweep did not succeed; it is tried again.');
      this.isFailing = true;
    }
  }
}
