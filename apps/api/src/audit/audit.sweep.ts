import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Repository } from 'typeorm';
import { Clock } from '../background/clock.js';
import { Loop } from '../background/loop.js';
import { Settings } from '../config/settings.js';
import { AuditEvent } from './audit-event.entity.js';

const DAY_MS = 86_400_000;

/** Forgets what is older than the trail shall reach: it holds addresses of people. */
@Injectable()
export class AuditSweep extends Loop {
  constructor(
    @InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  async sweep(): Promise<void> {
    const oldest = this.clock.now().getTime() - this.settings.auditRetentionDays * DAY_MS;
    await this.events.delete({ at: LessThan(new Date(oldest)) });
  }
}
