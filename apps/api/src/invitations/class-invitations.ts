import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClassInvitation } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { Clock } from '../background/clock.js';
import { AppError } from '../errors/app-error.js';
import type { Language } from '../i18n/language.js';
import { MailQueue } from '../mail/queue/mail-queue.js';
import { RegistrationPolicy } from '../registration/registration-policy.js';
import { InstallationSettings } from '../settings/installation-settings.js';
import { hashOf } from '../signing/secret.js';
import { nameOf } from '../users/name-of.js';
import { UsersService } from '../users/users.service.js';
import { InvitationMails } from './invitation-mails.js';
import { InvitationTokens } from './invitation-tokens.js';
import type { Inviter } from './invitations.js';

const DAY_MS = 86_400_000;

/** A class that people are invited into. */
export interface InvitingClass {
  readonly id: number;
  readonly name: string;
}

export interface ClassInvitationWish {
  readonly email: string;
  /** What the class will call them. */
  readonly name: string | null;
  readonly via: 'import' | 'invitation';
  readonly language: Language;
  readonly days: number;
}

/**
 * Invitations into a class, which ask the invited: a teacher reaches into the containers of their members, so nobody
 * becomes one by their address alone. They say nothing of the accounts that exist.
 */
@Injectable()
export class ClassInvitations {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly policy: RegistrationPolicy,
    private readonly installation: InstallationSettings,
    private readonly mails: InvitationMails,
    private readonly tokens: InvitationTokens,
    private readonly queue: MailQueue,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Which addresses a teacher may not invite: what needs an admin to register needs one to be invited. Admins may invite all. */
  async refusedFor(as: 'admin' | 'teacher'): Promise<(email: string) => boolean> {
    const mode = this.installation.get('registration');
    if (as === 'admin' || mode === 'open' || mode === 'invitation') return () => false;
    if (mode === 'closed') return () => true;
    const rules = await this.policy.mailRules();
    return (email) => rules.decide(email).effect !== 'allow';
  }

  /** Addresses with an open invitation into the class, each with the name that the class will use. */
  async openOf(classId: number, manager = this.dataSource.manager): Promise<ReadonlyMap<string, string | null>> {
    const rows = await manager.query<{ email: string; roster_name: string | null }[]>(
      `SELECT email, roster_name FROM class_invitation JOIN invitation ON invitation.id = invitation_id
       WHERE class_id = $1 AND accepted_at IS NULL AND expires_at > $2`,
      [classId, this.clock.now()],
    );
    return new Map(rows.map(({ email, roster_name: name }) => [email, name]));
  }

  async list(classId: number): Promise<ClassInvitation[]> {
    const rows = await this.dataSource.query<
      (Omit<ClassInvitation, 'created_at' | 'expires_at'> & { created_at: Date; expires_at: Date })[]
    >(
      `SELECT invitation.id, email, roster_name AS name, class_invitation.created_at, expires_at,
         CASE
           WHEN expires_at <= $2 THEN 'expired'
           WHEN mail_state = 'waiting' THEN 'sending'
           WHEN mail_state IN ('refused', 'given_up') THEN 'bounced'
           ELSE 'sent'
         END AS state
       FROM class_invitation JOIN invitation ON invitation.id = invitation_id
       WHERE class_id = $1 AND accepted_at IS NULL ORDER BY class_invitation.created_at DESC, email`,
      [classId, this.clock.now()],
    );
    return rows.map((row) => ({
      ...row,
      created_at: row.created_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
    }));
  }

  async invite(
    { id: classId, name: into }: InvitingClass,
    { email, name, via, language, days }: ClassInvitationWish,
    { actor, from, dashboard }: Inviter,
  ): Promise<'new' | 'renewed' | 'too_many_mails'> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + days * DAY_MS);
    try {
      return await this.dataSource.transaction(async (manager) => {
        const [open] = await manager.query<{ id: string; role: string }[]>(
          'SELECT id, role FROM invitation WHERE email = $1 AND accepted_at IS NULL AND expires_at > $2 FOR UPDATE',
          [email, now],
        );
        // One to another role is an admin's, and stays as it is: its mail has been sent, and its link leads here, too.
        const id =
          open && open.role !== 'user'
            ? open.id
            : await this.mail({ email, language, days, into, expiresAt }, { actor, from, dashboard }, manager);
        const [row] = await manager.query<[{ added: boolean }]>(
          `INSERT INTO class_invitation (invitation_id, class_id, roster_name, via, created_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (invitation_id, class_id) DO UPDATE SET roster_name = coalesce($3, class_invitation.roster_name)
           RETURNING xmax = 0 AS added`,
          [id, classId, name, via, now],
        );
        const event = { actor, classId, subject: id, from, facts: { role: 'user' } };
        await this.audit.recordWith(manager, { ...event, action: 'invitation_sent' });
        return row.added ? 'new' : 'renewed';
      });
    } catch (error) {
      if (error instanceof AppError && error.code === 'too_many_mails') return 'too_many_mails';
      throw error;
    } finally {
      this.queue.wake();
    }
  }

  /** The name that the class will use for somebody who has not come yet. */
  async rename(classId: number, email: string, name: string, manager: EntityManager): Promise<void> {
    await manager.query(
      `UPDATE class_invitation SET roster_name = $3 FROM invitation
       WHERE invitation.id = invitation_id AND class_id = $1 AND email = $2 AND accepted_at IS NULL`,
      [classId, email, name],
    );
  }

  /** An invitation by a teacher ends with its last class; one by an admin stays. @throws AppError `not_found` */
  async revoke(classId: number, id: string, { actor, from }: Omit<Inviter, 'dashboard'>): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [[revoked]] = await manager.query<[unknown[], number]>(
        `DELETE FROM class_invitation USING invitation
         WHERE invitation.id = invitation_id AND invitation_id = $1 AND class_id = $2 AND accepted_at IS NULL
         RETURNING invitation_id`,
        [id, classId],
      );
      if (revoked === undefined) throw new AppError('not_found');
      const [[ended]] = await manager.query<[{ mail_id: string }[], number]>(
        `DELETE FROM invitation WHERE id = $1
           AND NOT EXISTS (SELECT FROM class_invitation WHERE invitation_id = invitation.id)
           AND NOT EXISTS (SELECT FROM users WHERE id = invitation.created_by AND role = 'admin')
         RETURNING mail_id`,
        [id],
      );
      if (ended) await this.queue.cancel(ended.mail_id, manager);
      const event = { actor, classId, subject: id, from, facts: { role: 'user' } };
      await this.audit.recordWith(manager, { ...event, action: 'invitation_revoked' });
    });
  }

  /** One open invitation for each address: the link of the one before ends. An expired one starts anew, as this inviter's. */
  private async mail(
    wish: Pick<ClassInvitationWish, 'email' | 'language' | 'days'> & {
      readonly into: string;
      readonly expiresAt: Date;
    },
    { actor, dashboard }: Inviter,
    manager: EntityManager,
  ): Promise<string> {
    const { email, language, days, into, expiresAt } = wish;
    const mailId = randomUUID();
    const by = nameOf(await this.users.get(actor, manager));
    await this.mails.add(mailId, email, { language, by, into, until: expiresAt.toISOString(), dashboard }, manager);
    const now = this.clock.now();
    await manager.query(
      'DELETE FROM class_invitation USING invitation WHERE id = invitation_id AND email = $1 AND accepted_at IS NULL AND expires_at <= $2',
      [email, now],
    );
    const [{ id } = { id: '' }] = await manager.query<{ id: string }[]>(
      `INSERT INTO invitation (id, email, role, language, days, mail_id, token_hash, created_by, created_at, expires_at)
       VALUES ($1, $2, 'user', $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (email) WHERE accepted_at IS NULL DO UPDATE SET
         role = 'user', language = $3, days = $4, mail_id = $5, token_hash = $6, expires_at = $9, mail_state = 'waiting',
         created_by = CASE WHEN invitation.expires_at > $8 THEN invitation.created_by ELSE $7 END
       RETURNING id`,
      [randomUUID(), email, language, days, mailId, hashOf(this.tokens.of(mailId)), actor, now, expiresAt],
    );
    return id;
  }
}
