import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Repository } from 'typeorm';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import { Settings } from '../config/settings.js';
import { AuditEvent } from './audit-event.entity.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Deletes audit events older than the configured retention: they hold people's addresses. */
@Injectable()
export class AuditSweep {
  constructor(
    @InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>,
    private readonly settings: Settings,
    private readonly clock: Clock,
    loops: Loops,
  ) {
    loops.every(HOUR_MS, 'deleting old audit events', () => this.sweep());
  }

  async sweep(): Promise<void> {
    const oldest = this.clock.now().getTime() - this.settings.auditRetentionDays * DAY_MS;
    await this.events.delete({ at: LessThan(new Date(oldest)) });
  }
}
