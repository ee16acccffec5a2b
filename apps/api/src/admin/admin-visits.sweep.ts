import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AdminVisits } from './admin-visits.service.js';

/** So long a stream that an admin has open may outlast the visit. */
const LOOK_MS = 10_000;

@Injectable()
export class AdminVisitsSweep implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(AdminVisitsSweep.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly visits: AdminVisits) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.running = this.running
        .then(() => this.visits.sweep())
        .catch((error: unknown) => {
          // The database is away; the next look finds the same.
          this.logger.debug({ err: error }, 'could not end the visits whose time is up');
        });
    }, LOOK_MS).unref();
  }

  onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    return this.running;
  }
}
