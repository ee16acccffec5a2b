import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Settings } from '../../config/settings.js';
import type { Language } from '../../i18n/language.js';
import { magicLinkMail } from '../../mail/magic-link.mail.js';
import { MailDelivery } from '../../mail/mail-delivery.js';
import { Mailer } from '../../mail/mailer.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { type LinkRequest, MagicLinksService } from './magic-links.service.js';
import { MailRateLimit } from './mail-rate-limit.js';

/**
 * Answers a request for a link in the same way and the same time for known and unknown addresses: all work that depends
 * on whether the address has an account happens after the answer.
 */
@Injectable()
export class MagicLinkRequests {
  constructor(
    private readonly users: UsersService,
    private readonly links: MagicLinksService,
    private readonly rateLimit: MailRateLimit,
    private readonly mailer: Mailer,
    private readonly delivery: MailDelivery,
    private readonly audit: AuditTrail,
    private readonly settings: Settings,
  ) {}

  /** An address that has an account gets a link to log in. */
  signup(email: string, language: Language, request: LinkRequest): Promise<void> {
    return this.request(email, language, request, () => this.users.register(email));
  }

  /** An address without an account gets nothing. */
  login(email: string, language: Language, request: LinkRequest): Promise<void> {
    return this.request(email, language, request, () => this.users.findByEmail(email));
  }

  private async request(
    email: string,
    language: Language,
    request: LinkRequest,
    findUser: () => Promise<User | null>,
  ): Promise<void> {
    await this.mailer.ready();
    await this.rateLimit.take(email);
    this.delivery.afterwards(async () => {
      const user = await findUser();
      await this.recordRequest(user, request);
      if (!user || user.blocked) return null;
      const { link, code } = await this.links.issue(user.id, request);
      return magicLinkMail({ to: user.email, link, code, seconds: this.settings.auth.magicLinkSeconds, language });
    });
  }

  /** An address without an account is not stored: it belongs to a person who does not use this product. */
  private recordRequest(user: User | null, { from }: LinkRequest): Promise<void> {
    const subject = user && String(user.id);
    const outcome = user && !user.blocked ? 'done' : 'refused';
    const facts = { browser: from.browser, system: from.system };
    return this.audit.record({ action: 'login_requested', actor: null, subject, from: from.ip, outcome, facts });
  }
}
