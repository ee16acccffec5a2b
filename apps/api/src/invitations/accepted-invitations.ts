import { Injectable } from '@nestjs/common';
import type { InvitationOffer, Role } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
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
  /** Only then it is an approval, too. */
  readonly isByAdmin: boolean;
}

/** $1: hash of the token, $2: now */
const OPEN = `token_hash = $1 AND accepted_at IS NULL AND expires_at > $2 AND ${MAY_GIVE_ROLE}`;

const BY_ADMIN = `EXISTS (SELECT FROM users WHERE id = invitation.created_by AND role = 'admin')`;

const OPEN_CLASSES = 'class_invitation JOIN class ON class.id = class_id AND class.archived_at IS NULL';

/** Turns an invitation into an account with a session: its link has proved the address. */
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
         ARRAY(SELECT name FROM ${OPEN_CLASSES} WHERE invitation_id = invitation.id ORDER BY lower(name)) AS classes,
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
        `UPDATE invitation SET accepted_at = $2 WHERE ${OPEN} RETURNING id, email, role, ${BY_ADMIN} AS "isByAdmin"`,
        [hashOf(token), this.clock.now()],
      );
      if (!invitation) throw new AppError('link_invalid');
      const { id, email, role, isByAdmin } = invitation;
      const { id: userId, role: before } = await this.users.register(email, manager);
      // Somebody may have registered with this address meanwhile, and have another role already.
      await manager.query(
        `UPDATE users SET state = CASE state WHEN 'registered' THEN 'verified' ELSE state END,
           approval = CASE WHEN $3 THEN 'granted' ELSE approval END,
           role = CASE WHEN role = 'user' OR $2 = 'admin' THEN $2 ELSE role END, version = version + 1
         WHERE id = $1`,
        [userId, role, isByAdmin],
      );
      await manager.query('UPDATE invitation SET accepted_by = $2 WHERE id = $1', [id, userId]);
      const sessionId = await this.sessions.open(userId, 'browser', from, manager);
      const user = await this.users.get(userId, manager);
      await this.join(userId, id, from, manager);
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

  /** Somebody who waits to be let in is let in; a member stays what they are. */
  private async join(userId: number, invitationId: string, { ip }: ClientInfo, manager: EntityManager): Promise<void> {
    const joined = await manager.query<{ class_id: number; joined_via: string }[]>(
      `INSERT INTO class_member (class_id, user_id, role, roster_name, joined_via, joined_at)
       SELECT class_id, $2, 'member', roster_name, via, $3 FROM ${OPEN_CLASSES} WHERE invitation_id = $1
       ON CONFLICT (class_id, user_id) DO UPDATE SET state = 'in' WHERE class_member.state = 'waiting'
       RETURNING class_id, joined_via`,
      [invitationId, userId, this.clock.now()],
    );
    for (const { class_id: classId, joined_via: via } of joined)
      await this.audit.recordWith(manager, {
        ...{ action: 'member_added', actor: userId, about: userId, classId, from: ip, facts: { via, role: 'member' } },
      });
  }
}
