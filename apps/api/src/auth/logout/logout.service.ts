import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { AppError } from '../../errors/app-error.js';
import type { ClientInfo } from '../../http/client-info.js';
import { MagicLinksService } from '../login/magic-links.service.js';
import { AccessTokens } from '../sessions/access-tokens.js';
import { SessionsService } from '../sessions/sessions.service.js';

/** Ends sessions at the request of their owner. */
@Injectable()
export class LogoutService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly links: MagicLinksService,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditTrail,
  ) {}

  /** Ends the sessions that these tokens belong to; tokens without a session are ignored. */
  async logout(accessToken: string | null, refreshToken: string | null, { ip }: ClientInfo): Promise<void> {
    const principal = accessToken && this.tokens.read(accessToken);
    const ended = [
      principal ? await this.sessions.revoke(principal.sessionId) : null,
      refreshToken ? await this.sessions.revokeByRefreshToken(refreshToken) : null,
    ];
    for (const session of ended) {
      if (!session) continue;
      await this.audit.record({ action: 'logout', actor: session.userId, subject: session.id, from: ip });
    }
  }

  async endSession(userId: number, id: string, { ip }: ClientInfo): Promise<void> {
    if (!(await this.sessions.revokeOf(userId, id))) throw new AppError('not_found');
    await this.audit.record({ action: 'session_ended', actor: userId, subject: id, from: ip });
  }

  /** Mailed links are closed as well: each could still open a new session. */
  async everywhere(userId: number, { ip }: ClientInfo): Promise<void> {
    await this.links.closeAllOf(userId);
    const ended = await this.sessions.revokeAllOf(userId);
    const facts = { sessions: ended.length };
    await this.audit.record({ action: 'logout_everywhere', actor: userId, from: ip, facts });
  }
}
