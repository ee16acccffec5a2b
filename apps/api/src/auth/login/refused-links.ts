import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { ClientInfo } from '../../http/client-info.js';
import { MagicLinksService } from './magic-links.service.js';

/** Blocks links whose request the owner of the account denies. */
@Injectable()
export class RefusedLinks {
  constructor(
    private readonly links: MagicLinksService,
    private readonly audit: AuditTrail,
  ) {}

  async refuse(token: string, { ip }: ClientInfo): Promise<void> {
    const request = await this.links.askedBy(token);
    const { user_id: actor } = await this.links.consume(token, { confirmed: true });
    const facts = { reason: 'not_me', asked_from: request.ip, asked_at: request.at };
    await this.audit.record({ action: 'login_refused', actor, from: ip, outcome: 'refused', facts });
  }
}
