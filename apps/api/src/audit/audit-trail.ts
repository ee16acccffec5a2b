import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, Repository } from 'typeorm';
import { Clock } from '../background/clock.js';
import type { AuditAction } from './audit-action.js';
import { AuditEvent, type AuditFacts, type AuditOutcome } from './audit-event.entity.js';

export interface AuditRecord {
  readonly action: AuditAction;
  /** Id of the user; null where the request had no login. */
  readonly actor: number | null;
  /** Name or id of the object of the action. */
  readonly subject?: string | null;
  /** The address of the client. */
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

  /** Newest first. @param before id of the event after the page; not included */
  page(before: string | null, limit: number): Promise<AuditEvent[]> {
    return this.events.find({
      where: before === null ? {} : { id: LessThan(before) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Never throws: an event that cannot be stored goes to the log, and the action it records still succeeds. */
  async record(record: AuditRecord): Promise<void> {
    const event = this.eventOf(record);
    await this.events.insert(event).catch((error: unknown) => {
      this.logger.error({ err: error, event }, 'An audit event could not be stored.');
    });
  }

  /** In the same transaction as the action: neither is stored without the other. */
  async recordWith(manager: EntityManager, record: AuditRecord): Promise<void> {
    await manager.insert(AuditEvent, this.eventOf(record));
  }

  /** The events stay, without the address of a person who is erased. */
  async forget({ email }: { readonly id: number; readonly email: string }, manager: EntityManager): Promise<void> {
    await manager.query(
      `UPDATE audit_event SET facts = replace(facts::text, to_json($1::text)::text, '""')::jsonb
       WHERE position(to_json($1::text)::text IN facts::text) > 0`,
      [email],
    );
  }

  private eventOf({ action, actor, subject = null, from, outcome = 'done', facts = {} }: AuditRecord) {
    return { at: this.clock.now(), actorId: actor, action, subject, fromIp: from, outcome, facts };
  }
}
