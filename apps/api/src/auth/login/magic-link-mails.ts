import { Injectable } from '@nestjs/common';
import { pages } from '@spawner/contracts';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import type { ClientInfo } from '../../http/client-info.js';
import type { Language } from '../../i18n/language.js';
import { blockedMail, notAllowedMail } from '../../mail/blocked.mail.js';
import { magicLinkMail } from '../../mail/magic-link.mail.js';
import type { Mail } from '../../mail/mailer.js';
import { MailQueue } from '../../mail/queue/mail-queue.js';
import type { ClaimedMail, MailKind, Outcome } from '../../mail/queue/outgoing-mail.js';
import { RegistrationPolicy } from '../../registration/registration-policy.js';
import { toldReason } from '../../users/account-blocked.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { LinkSecrets } from './link-secrets.js';
import { MagicLinksService } from './magic-links.service.js';
import { MailRateLimit } from './mail-rate-limit.js';

export type LinkPurpose = 'login' | 'signup';

/** What a request leaves for its mail: hashes, because the table may be read by others. */
export interface LinkMailFacts {
  readonly language: Language;
  readonly from: ClientInfo;
  readonly dashboard: string;
  readonly browserHash: string;
  readonly codeHash: string;
  readonly bySetupCode: boolean;
}

/** Greylisting alone may take minutes. */
const AT_LEAST_SECONDS = 900;

/** How long a mail with a link is tried: as long as people wait for one. */
export const secondsToDeliver = ({ auth }: Settings): number => Math.max(auth.magicLinkSeconds, AT_LEAST_SECONDS);

/** The mails that people get when they request a link: every request sends one, whatever the address. */
@Injectable()
export class MagicLinkMails {
  constructor(
    private readonly users: UsersService,
    private readonly links: MagicLinksService,
    private readonly secrets: LinkSecrets,
    private readonly rateLimit: MailRateLimit,
    private readonly audit: AuditTrail,
    private readonly policy: RegistrationPolicy,
    private readonly settings: Settings,
    queue: MailQueue,
  ) {
    const settled: MailKind['settled'] = (id, outcome, manager) => this.settled(id, outcome, manager);
    // An address that has an account gets a link to log in.
    queue.register('signup', { settled, compose: (mail) => this.compose(mail, (email) => this.users.register(email)) });
    // An address without an account gets a link that creates it, if it is used.
    queue.register('login', {
      settled,
      compose: (mail) => this.compose(mail, (email) => this.users.findByEmail(email)),
    });
  }

  private async compose(mail: ClaimedMail, findUser: (email: string) => Promise<User | null>): Promise<Mail> {
    const { id, to } = mail;
    const { language, from, dashboard, browserHash, codeHash, bySetupCode } = mail.facts as unknown as LinkMailFacts;
    const user = await findUser(to);
    if (mail.attempts === 1) await this.recordRequest(user, from);
    if (user?.blocked) return blockedMail({ to, language, because: toldReason(user) });
    if (!user && !(await this.mayRegister(to))) return notAllowedMail({ to, language });

    const token = this.secrets.tokenOf(id);
    const seconds = this.settings.auth.magicLinkSeconds;
    await this.links.store({
      mailId: id,
      to,
      owner: user ? { userId: user.id } : { email: to },
      bySetupCode,
      token,
      browserHash: Buffer.from(browserHash, 'hex'),
      codeHash: Buffer.from(codeHash, 'hex'),
      from,
      // Until it is known when the mail was accepted.
      expiresAt: new Date(mail.expiresAt.getTime() + seconds * 1000),
    });
    // The token stands in the URL's fragment, which no server and no proxy logs.
    const link = `${dashboard}${pages.confirm}#${token}`;
    return magicLinkMail({ to, link, code: this.secrets.codeOf(id), seconds, language, hasAccount: user !== null });
  }

  /** A request to log in is answered in the same way for every address, so the mail says what the answer cannot. */
  private async mayRegister(email: string): Promise<boolean> {
    try {
      await this.policy.effectOf(email);
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  /** The time of link and code runs from when the mail was accepted. What did not arrive is not counted. */
  private async settled(id: string, outcome: Outcome, manager: EntityManager): Promise<void> {
    if (outcome === 'sent') await this.links.startTime(id, manager);
    // A refusal counts: requests must not be a way to try out any number of addresses.
    if (outcome === 'unknown' || outcome === 'given_up') await this.rateLimit.giveBack(id, manager);
  }

  /** An address without an account is not written here: it may belong to a person who does not use this product. */
  private recordRequest(user: User | null, from: ClientInfo): Promise<void> {
    const about = user && user.id;
    const subject = user && String(user.id);
    const outcome = user && !user.blocked ? 'done' : 'refused';
    const facts = { browser: from.browser, system: from.system };
    return this.audit.record({ action: 'login_requested', actor: null, about, subject, from: from.ip, outcome, facts });
  }
}
