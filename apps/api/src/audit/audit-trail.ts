import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, Repository } from 'typeorm';
import { Clock } from '../background/clock.js';
import type { AuditAction } from './audit-action.js';
import { AuditEvent, type AuditFacts, type AuditOutcome } from './audit-event.entity.js';

export interface AuditRecord {
  readonly action: AuditAction;
  /** Id of the user who did it; null where nobody was logged in. */
  readonly actor: number | null;
  /** What it was done to, by name or id. */
  readonly subject?: string | null;
  /** The address it came from. */
  readonly from: string | null;
  readonly outcome?: AuditOutcome;
  readonly facts?: AuditFacts;
}

@Injectable()
export class AuditTrail {
  private readonly logger = new Logger(AuditTrail.name);

  constructor(
    @InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>,
    private readonly clock: Clock,
  ) {}

  /** Newest first. @param before the id of an event, which is not among them */
  page(before: string | null, limit: number): Promise<AuditEvent[]> {
    return this.events.find({
      where: before === null ? {} : { id: LessThan(before) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Never throws: a line that cannot be stored goes to the log, and nobody is locked out by it. */
  async record(record: AuditRecord): Promise<void> {
    const event = this.eventOf(record);
    await this.events.insert(event).catch((error: unknown) => {
      this.logger.error({ err: error, event }, 'An audit event could not be stored.');
    });
  }

  /** In the same transaction as what is recorded: neither happens without the other. */
  async recordWith(manager: EntityManager, record: AuditRecord): Promise<void> {
    await manager.insert(AuditEvent, this.eventOf(record));
  }

  private eventOf({ action, actor, subject = null, from, outcome = 'done', facts = {} }: AuditRecord) {
    return { at: this.clock.now(), actorId: actor, action, subject, fromIp: from, outcome, facts };
  }
}
