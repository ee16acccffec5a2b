import { Injectable } from '@nestjs/common';
import type { InvitationOffer, Role } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { type BrowserLogin, LoginService } from '../auth/login/login.service.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { Clock } from '../background/clock.js';
import { AppError } from '../errors/app-error.js';
import type { ClientInfo } from '../http/client-info.js';
import { hashOf } from '../signing/secret.js';
import { UsersService } from '../users/users.service.js';
import { MAY_GIVE_ROLE } from './may-give-role.js';

interface Accepted {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
}

/** $1: hash of the token, $2: now */
const OPEN = `token_hash = $1 AND accepted_at IS NULL AND expires_at > $2 AND ${MAY_GIVE_ROLE}`;

/** Turns an invitation into an account with a session: its link has proved the address, and it is an approval. */
@Injectable()
export class AcceptedInvitations {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly logins: LoginService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `link_invalid` */
  async offer(token: string): Promise<InvitationOffer> {
    const [found] = await this.dataSource.query<(Omit<InvitationOffer, 'expires_at'> & { expires_at: Date })[]>(
      `SELECT email, role, expires_at,
         (SELECT coalesce(display_name, email) FROM users WHERE id = created_by AND deleted_at IS NULL) AS invited_by
       FROM invitation WHERE ${OPEN}`,
      [hashOf(token), this.clock.now()],
    );
    if (!found) throw new AppError('link_invalid');
    return { ...found, expires_at: found.expires_at.toISOString() };
  }

  /** All or nothing. @throws AppError `link_invalid`, `account_blocked` */
  async accept(token: string, from: ClientInfo): Promise<BrowserLogin> {
    const { user, sessionId } = await this.dataSource.transaction(async (manager) => {
      // One statement decides, so of many simultaneous attempts exactly one wins.
      const [[invitation]] = await manager.query<[Accepted[], number]>(
        `UPDATE invitation SET accepted_at = $2 WHERE ${OPEN} RETURNING id, email, role`,
        [hashOf(token), this.clock.now()],
      );
      if (!invitation) throw new AppError('link_invalid');
      const { id, email, role } = invitation;
      const { id: userId, role: before } = await this.users.register(email, manager);
      // Somebody may have registered with this address meanwhile, and have another role already.
      await manager.query(
        `UPDATE users SET state = CASE state WHEN 'registered' THEN 'verified' ELSE state END, approval = 'granted',
           role = CASE WHEN role = 'user' OR $2 = 'admin' THEN $2 ELSE role END, version = version + 1
         WHERE id = $1`,
        [userId, role],
      );
      await manager.query('UPDATE invitation SET accepted_by = $2 WHERE id = $1', [id, userId]);
      const sessionId = await this.sessions.open(userId, 'browser', from, manager);
      const user = await this.users.get(userId, manager);
      const event = { actor: userId, from: from.ip };
      await this.audit.recordWith(manager, { ...event, action: 'invitation_accepted', subject: id, facts: { role } });
      if (user.role !== before) {
        const facts = { from: before, to: user.role, by: 'invitation' };
        await this.audit.recordWith(manager, {
          ...event,
          action: 'role_changed',
          about: userId,
          subject: String(userId),
          facts,
        });
      }
      return { user, sessionId };
    });
    return this.logins.browserLogin(user, sessionId, this.sessions.firstRefreshToken(sessionId));
  }
}
