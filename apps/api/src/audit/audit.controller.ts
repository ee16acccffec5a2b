import { Controller, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { type AuditEvent as AuditEventAnswer, AuditQuery, type AuditResponse, endpoints } from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { Serves } from '../http/serves.decorator.js';
import { UsersService } from '../users/users.service.js';
import type { AuditEvent } from './audit-event.entity.js';
import { AuditTrail } from './audit-trail.js';

@ApiBearerAuth()
@Controller()
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly users: UsersService,
  ) {}

  /** Reading the audit trail is an audit event as well. */
  @Serves(endpoints.audit)
  async read(
    @CurrentUser() { userId }: Principal,
    @Query({ schema: AuditQuery }) { before, limit }: z.output<typeof AuditQuery>,
    @FromClient() { ip }: ClientInfo,
  ): Promise<AuditResponse> {
    const events = await this.trail.page(before ?? null, limit);
    const names = await this.users.namesOf(events.flatMap(({ actorId }) => actorId ?? []));
    void this.trail.record({ action: 'audit_read', actor: userId, from: ip, facts: { before: before ?? null } });
    return { events: events.map((event) => eventAnswer(event, names)) };
  }
}

const eventAnswer = (event: AuditEvent, names: ReadonlyMap<number, string>): AuditEventAnswer => {
  const name = event.actorId === null ? undefined : names.get(event.actorId);
  return {
    id: event.id,
    at: event.at.toISOString(),
    actor: event.actorId === null || name === undefined ? null : { id: event.actorId, name },
    about: null,
    action: event.action,
    subject: event.subject,
    from_ip: event.fromIp,
    outcome: event.outcome,
    facts: event.facts,
  };
};
