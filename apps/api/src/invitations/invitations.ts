import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  entriesOf,
  type InvitationOutcome,
  type NewInvitations,
  type NewInvitationsResponse,
  readAddress,
  type Role,
} from '@spawner/contracts';
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

const DAY_MS = 86_400_000;

/** The admin who acts, and where. */
export interface Inviter {
  readonly actor: number;
  readonly from: string;
  /** Origin of the dashboard, which the links open. */
  readonly dashboard: string;
}

interface Sendable {
  readonly email: string;
  readonly language: Language;
  readonly days: number;
}

@Injectable()
export class Invitations {
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

  async invite(wish: NewInvitations, inviter: Inviter): Promise<NewInvitationsResponse> {
    const entries = entriesOf(wish.addresses).map(({ text, address }) => ({ text, email: readAddress(address).email }));
    const refused = await this.refusedByRules(wish);
    const known = await this.known(entries.flatMap(({ email }) => email ?? []));
    const seen = new Set<string>();
    const items: NewInvitationsResponse['items'] = [];
    for (const { text, email } of entries) {
      const outcome = await this.outcomeOf(email, seen, refused, known, wish, inviter);
      if (email !== null) seen.add(email);
      items.push({ text, email, outcome });
    }
    const sent = wish.dry_run ? 0 : items.filter(({ outcome }) => outcome === 'new' || outcome === 'renewed').length;
    if (sent > 0) this.queue.wake();
    return { items, sent };
  }

  /** @throws AppError `not_found`, `too_many_mails` */
  async resend(id: string, inviter: Inviter): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [open] = await manager.query<(Sendable & { role: Role; mail_id: string })[]>(
        'SELECT email, language, days, role, mail_id FROM invitation WHERE id = $1 AND accepted_at IS NULL FOR UPDATE',
        [id],
      );
      if (!open) throw new AppError('not_found');
      await this.queue.cancel(open.mail_id, manager);
      const { mailId, expiresAt } = await this.mail(open, inviter, manager);
      // Who sends it answers for it from now on.
      await manager.query(
        `UPDATE invitation SET mail_id = $2, token_hash = $3, expires_at = $4, created_by = $5, mail_state = 'waiting'
         WHERE id = $1`,
        [id, mailId, hashOf(this.tokens.of(mailId)), expiresAt, inviter.actor],
      );
      await this.record('invitation_sent', id, open.role, inviter, manager);
    });
    this.queue.wake();
  }

  /** @throws AppError `not_found` */
  async revoke(id: string, inviter: Omit<Inviter, 'dashboard'>): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [[revoked]] = await manager.query<[{ mail_id: string; role: Role }[], number]>(
        'DELETE FROM invitation WHERE id = $1 AND accepted_at IS NULL RETURNING mail_id, role',
        [id],
      );
      if (!revoked) throw new AppError('not_found');
      await this.queue.cancel(revoked.mail_id, manager);
      await this.record('invitation_revoked', id, revoked.role, inviter, manager);
    });
  }

  /** @throws AppError `not_found` */
  async link(id: string, inviter: Inviter): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const [open] = await manager.query<{ mail_id: string; role: Role }[]>(
        'SELECT mail_id, role FROM invitation WHERE id = $1 AND accepted_at IS NULL AND expires_at > $2',
        [id, this.clock.now()],
      );
      if (!open) throw new AppError('not_found');
      await this.record('invitation_link_read', id, open.role, inviter, manager);
      return this.mails.linkOf(open.mail_id, inviter.dashboard);
    });
  }

  private async outcomeOf(
    email: string | null,
    seen: ReadonlySet<string>,
    refused: (email: string) => boolean,
    known: { readonly accounts: ReadonlySet<string>; readonly invited: ReadonlySet<string> },
    wish: NewInvitations,
    inviter: Inviter,
  ): Promise<InvitationOutcome> {
    if (email === null) return 'no_address';
    if (seen.has(email)) return 'repeated';
    if (known.accounts.has(email)) return 'has_account';
    if (refused(email)) return 'mail_not_allowed';
    const outcome = known.invited.has(email) ? 'renewed' : 'new';
    if (wish.dry_run) return outcome;
    try {
      await this.send(email, wish, inviter);
      return outcome;
    } catch (error) {
      if (error instanceof AppError && error.code === 'too_many_mails') return 'too_many_mails';
      throw error;
    }
  }

  /** One open invitation for each address: the link of the one before ends. */
  private async send(email: string, { role, language, days }: NewInvitations, inviter: Inviter): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { mailId, expiresAt } = await this.mail({ email, language, days }, inviter, manager);
      const tokenHash = hashOf(this.tokens.of(mailId));
      const [{ id } = { id: '' }] = await manager.query<{ id: string }[]>(
        `INSERT INTO invitation (id, email, role, language, days, mail_id, token_hash, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (email) WHERE accepted_at IS NULL DO UPDATE SET
           role = $3, language = $4, days = $5, mail_id = $6, token_hash = $7, created_by = $8, created_at = $9,
           expires_at = $10, mail_state = 'waiting'
         RETURNING id`,
        [randomUUID(), email, role, language, days, mailId, tokenHash, inviter.actor, this.clock.now(), expiresAt],
      );
      await this.record('invitation_sent', id, role, inviter, manager);
    });
  }

  private async mail({ email, language, days }: Sendable, { actor, dashboard }: Inviter, manager: EntityManager) {
    const mailId = randomUUID();
    const expiresAt = new Date(this.clock.now().getTime() + days * DAY_MS);
    const by = nameOf(await this.users.get(actor, manager));
    await this.mails.add(mailId, email, { language, by, until: expiresAt.toISOString(), dashboard }, manager);
    return { mailId, expiresAt };
  }

  private async refusedByRules({ override_rules: override }: NewInvitations): Promise<(email: string) => boolean> {
    if (override || this.installation.get('registration') !== 'rules') return () => false;
    const rules = await this.policy.mailRules();
    return (email) => rules.decide(email).effect === 'deny';
  }

  private async known(emails: readonly string[]) {
    const accounts = await this.dataSource.query<{ email: string }[]>(
      'SELECT email FROM users WHERE email = ANY ($1) AND deleted_at IS NULL',
      [emails],
    );
    const invited = await this.dataSource.query<{ email: string }[]>(
      'SELECT email FROM invitation WHERE email = ANY ($1) AND accepted_at IS NULL',
      [emails],
    );
    return {
      accounts: new Set(accounts.map(({ email }) => email)),
      invited: new Set(invited.map(({ email }) => email)),
    };
  }

  /** Without the address: it belongs to somebody who has no account yet. */
  private record(
    action: 'invitation_sent' | 'invitation_revoked' | 'invitation_link_read',
    id: string,
    role: Role,
    { actor, from }: Omit<Inviter, 'dashboard'>,
    manager: EntityManager,
  ): Promise<void> {
    return this.audit.recordWith(manager, { action, actor, subject: id, from, facts: { role } });
  }
}
