import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ShareLinks } from './share-links.service.js';

/** So long a stream that a guest has open may outlast the link. */
const LOOK_MS = 10_000;

@Injectable()
export class SharesSweep implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SharesSweep.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly links: ShareLinks) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.running = this.running
        .then(() => this.links.sweep())
        .catch((error: unknown) => {
          // The database is away; the next look finds the same.
          this.logger.debug({ err: error }, 'could not end the links whose time is up');
        });
    }, LOOK_MS).unref();
  }

  onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    return this.running;
  }
}
