import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { AuditAction } from '@spawner/contracts';
import { type EntityManager, Repository } from 'typeorm';
import { Clock } from '../background/clock.js';
import { outsideText } from '../database/outside-text.js';
import { AuditEvent, type AuditFacts, type AuditOutcome } from './audit-event.entity.js';

export interface AuditRecord {
  readonly action: AuditAction;
  /** Id of the user; null where the request had no login. */
  readonly actor: number | null;
  /** Id of the person it is done to, who may ask later who did it. */
  readonly about?: number | null;
  /** The class it is done in, whose teachers may read it. */
  readonly classId?: number | null;
  /** Name or id of the object of the action. */
  readonly subject?: string | null;
  /** The address of the client. */
  readonly from: string | null;
  readonly outcome?: AuditOutcome;
  /** Without mail addresses: people are named by their ids, so that erasing an account erases its address. */
  readonly facts?: AuditFacts;
}

const HOUR_MS = 3_600_000;

/** The name is that of `nameOf`: one statement, because events are recorded beside every action. */
const insertOf = (about: string) => `
  INSERT INTO audit_event (at, actor_id, actor_name, about_user_id, class_id, action, subject, from_ip, outcome, facts)
  SELECT $1, $2::int, (SELECT COALESCE(display_name, email) FROM users WHERE id = $2), ${about}, $9::int, $4::varchar, $5, $6, $7, $8`;
const INSERT = insertOf('$3');
const INSERT_EACH = `${insertOf('about')} FROM unnest($3::int[]) AS about`;

@Injectable()
export class AuditTrail implements OnApplicationShutdown {
  private readonly logger = new Logger(AuditTrail.name);
  /** Events that are being stored beside what they record. */
  private readonly pending = new Set<Promise<void>>();

  constructor(
    @InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>,
    private readonly clock: Clock,
  ) {}

  /** Never throws: an event that cannot be stored goes to the log, and the action it records still succeeds. */
  record(record: AuditRecord): Promise<void> {
    return this.orLog(record, this.recordWith(this.events.manager, record));
  }

  /** In the same transaction as the action: neither is stored without the other. */
  async recordWith(manager: EntityManager, record: AuditRecord): Promise<void> {
    await manager.query(INSERT, this.valuesOf(record));
  }

  /** The same event about each of these people, with one statement. */
  async recordEachWith(
    manager: EntityManager,
    people: readonly number[],
    record: Omit<AuditRecord, 'about'>,
  ): Promise<void> {
    const [at, actor, , ...others] = this.valuesOf(record);
    await manager.query(INSERT_EACH, [at, actor, people, ...others]);
  }

  /** Once per actor, action and hour: each page of a list would hide the rest. Never throws. */
  recordHourly(record: AuditRecord & { readonly actor: number }): Promise<void> {
    const values = this.valuesOf(record);
    const stored = this.events.manager.transaction(async (manager) => {
      // Two pages that are read at the same time would both find nothing recorded.
      await manager.query('SELECT pg_advisory_xact_lock(hashtext($1), $2)', [record.action, record.actor]);
      await manager.query(
        `${INSERT} WHERE NOT EXISTS (SELECT FROM audit_event WHERE actor_id = $2 AND action = $4 AND at > $10)`,
        [...values, new Date(this.clock.now().getTime() - HOUR_MS)],
      );
    });
    return this.orLog(record, stored);
  }

  /** Takes a person's name and address out, where their account is erased. What happened stays. */
  async forget({ id, email }: { id: number; email: string | null }, manager: EntityManager): Promise<void> {
    const name = nameOfGone(id);
    await manager.query('UPDATE audit_event SET actor_name = $2 WHERE actor_id = $1', [id, name]);
    if (email === null) return;
    await manager.query('UPDATE audit_event SET subject = $2 WHERE subject = $1', [email, name]);
    await manager.query(
      `UPDATE audit_event SET facts = replace(facts::text, to_json($1::text)::text, '""')::jsonb
       WHERE position(to_json($1::text)::text IN facts::text) > 0`,
      [email],
    );
  }

  /** All requests have ended, and the connections of the database end next. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.pending);
  }

  private orLog(record: AuditRecord, stored: Promise<void>): Promise<void> {
    const pending = stored
      .catch((error: unknown) => {
        this.logger.error({ err: error, event: record }, 'An audit event could not be stored.');
      })
      .finally(() => this.pending.delete(pending));
    this.pending.add(pending);
    return pending;
  }

  private valuesOf({
    action,
    actor,
    about,
    classId,
    subject,
    from,
    outcome = 'done',
    facts = {},
  }: AuditRecord): unknown[] {
    const storedFacts = JSON.stringify(outsideText.to(facts));
    return [
      this.clock.now(),
      actor,
      about ?? null,
      action,
      outsideText.to(subject ?? null),
      from,
      outcome,
      storedFacts,
      classId ?? null,
    ];
  }
}

/** What a person is called whose account is gone. */
export const nameOfGone = (id: number): string => `Person ${String(id)}`;
