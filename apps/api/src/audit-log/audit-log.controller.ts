import { Controller, Query, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { AuditFilter, AuditQuery, type AuditResponse, endpoints } from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { AuditFacts } from '../audit/audit-event.entity.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { sendCsv } from '../http/csv.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { Serves } from '../http/serves.decorator.js';
import { AuditLog } from './audit-log.js';

@ApiBearerAuth()
@Controller()
export class AuditLogController {
  constructor(
    private readonly log: AuditLog,
    private readonly trail: AuditTrail,
  ) {}

  /** Reading the audit trail is an audit event as well. */
  @Serves(endpoints.audit)
  async read(
    @CurrentUser() { userId }: Principal,
    @Query({ schema: AuditQuery }) { before, limit, ...filter }: z.output<typeof AuditQuery>,
    @FromClient() { ip }: ClientInfo,
  ): Promise<AuditResponse> {
    const events = await this.log.page(filter, before ?? null, limit);
    void this.trail.recordHourly({ action: 'audit_read', actor: userId, from: ip });
    return { events };
  }

  /** Recorded before a line is sent. */
  @Serves(endpoints.auditExport)
  async export(
    @CurrentUser() { userId }: Principal,
    @Query({ schema: AuditFilter }) filter: AuditFilter,
    @FromClient() { ip }: ClientInfo,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { about = null, ...facts } = filter;
    await this.trail.record({ action: 'audit_exported', actor: userId, about, from: ip, facts: facts as AuditFacts });
    sendCsv(reply, 'audit.csv', this.log.lines(filter));
  }
}
