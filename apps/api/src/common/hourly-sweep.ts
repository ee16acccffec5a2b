import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

const HOUR_MS = 3_600_000;

/** Something that is done in the background once an hour; what fails is tried again with the next. */
export abstract class HourlySweep implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  abstract sweep(): Promise<void>;

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.running = this.sweep().catch((error: unknown) => {
        this.logger.warn({ err: error }, 'The sweep did not succeed; the next try is in an hour.');
      });
    }, HOUR_MS).unref();
  }

  onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    return this.running;
  }
}
