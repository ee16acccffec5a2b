import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { AuditEvent as AuditEventAnswer, AuditFilter, PersonRef } from '@spawner/contracts';
import { And, type FindOperator, type FindOptionsWhere, LessThan, MoreThanOrEqual, Repository } from 'typeorm';
import { AuditEvent } from '../audit/audit-event.entity.js';
import { nameOfGone } from '../audit/audit-trail.js';
import type { Cells } from '../http/csv.js';
import { UsersService } from '../users/users.service.js';

const MOST_EXPORTED = 50_000;
const ROWS_AT_ONCE = 1000;

/** The audit trail as admins read it, newest first, with the names of the people. */
@Injectable()
export class AuditLog {
  constructor(
    @InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>,
    private readonly users: UsersService,
  ) {}

  /** @param before id of the event after the page; not included */
  async page(filter: AuditFilter, before: string | null, limit: number): Promise<AuditEventAnswer[]> {
    const where = { ...whereOf(filter), ...(before !== null && { id: LessThan(before) }) };
    const events = await this.events.find({ where, order: { id: 'DESC' }, take: limit });
    const ids = events.flatMap(({ actorId, aboutId }) => [actorId ?? [], aboutId ?? []].flat());
    const names = await this.users.namesOf(ids);
    const personOf = (id: number | null, before: string | null): PersonRef | null =>
      id === null ? null : { id, name: names.get(id) ?? before ?? nameOfGone(id) };
    return events.map((event) => ({
      id: event.id,
      at: event.at.toISOString(),
      actor: personOf(event.actorId, event.actorName),
      about: personOf(event.aboutId, null),
      action: event.action,
      subject: event.subject,
      from_ip: event.fromIp,
      outcome: event.outcome,
      facts: event.facts,
    }));
  }

  async *lines(filter: AuditFilter): AsyncGenerator<Cells> {
    yield ['id', 'at', 'actor_id', 'actor', 'about_id', 'about', 'action', 'subject', 'from_ip', 'outcome', 'facts'];
    let before: string | null = null;
    for (let left = MOST_EXPORTED; left > 0; left -= ROWS_AT_ONCE) {
      const events: AuditEventAnswer[] = await this.page(filter, before, ROWS_AT_ONCE);
      for (const { id, at, actor, about, action, subject, from_ip: from, outcome, facts } of events) {
        const people = [actor?.id ?? null, actor?.name ?? null, about?.id ?? null, about?.name ?? null];
        yield [Number(id), at, ...people, action, subject, from, outcome, JSON.stringify(facts)];
      }
      before = events.at(-1)?.id ?? null;
      if (events.length < ROWS_AT_ONCE) return;
    }
  }
}

function whereOf({ actor, about, action, outcome, from, to }: AuditFilter): FindOptionsWhere<AuditEvent> {
  const bounds: FindOperator<Date>[] = [];
  if (from !== undefined) bounds.push(MoreThanOrEqual(new Date(from)));
  if (to !== undefined) bounds.push(LessThan(new Date(to)));
  return {
    ...(actor !== undefined && { actorId: actor }),
    ...(about !== undefined && { aboutId: about }),
    ...(action !== undefined && { action }),
    ...(outcome !== undefined && { outcome }),
    ...(bounds.length > 0 && { at: And(...bounds) }),
  } as FindOptionsWhere<AuditEvent>;
}
