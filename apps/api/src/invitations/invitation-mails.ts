import { Injectable } from '@nestjs/common';
import { pages } from '@spawner/contracts';
import type { EntityManager } from 'typeorm';
import { MailRateLimit } from '../auth/login/mail-rate-limit.js';
import { escapeHtml } from '../http/escape-html.js';
import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import { button, page, paragraph } from '../mail/mail-page.js';
import type { Mail } from '../mail/mailer.js';
import { MailQueue } from '../mail/queue/mail-queue.js';
import type { ClaimedMail } from '../mail/queue/outgoing-mail.js';
import { InvitationTokens } from './invitation-tokens.js';

const KIND = 'invitation';
const DAY_SECONDS = 86_400;

export interface InvitationFacts {
  readonly language: Language;
  /** Who invites; null where their account is gone. */
  readonly by: string | null;
  /** Name of the class that it leads into. */
  readonly into?: string;
  readonly until: string;
  readonly dashboard: string;
}

@Injectable()
export class InvitationMails {
  constructor(
    private readonly tokens: InvitationTokens,
    private readonly rateLimit: MailRateLimit,
    private readonly queue: MailQueue,
  ) {
    queue.register(KIND, {
      compose: (mail) => Promise.resolve(this.compose(mail)),
      settled: async (id, outcome, manager) => {
        await manager.query('UPDATE invitation SET mail_state = $2 WHERE mail_id = $1', [id, outcome]);
        if (outcome === 'unknown' || outcome === 'given_up') await this.rateLimit.giveBack(id, manager);
      },
    });
  }

  /** @throws AppError `too_many_mails` */
  async add(id: string, to: string, facts: InvitationFacts, manager: EntityManager): Promise<void> {
    await this.rateLimit.take(to, id, manager);
    await this.queue.add({ id, kind: KIND, to, facts: { ...facts }, seconds: DAY_SECONDS }, manager);
  }

  /** The token stands in the fragment, which no server and no proxy logs. */
  linkOf(mailId: string, dashboard: string): string {
    return `${dashboard}${pages.invite}#${this.tokens.of(mailId)}`;
  }

  private compose({ id, to, facts }: ClaimedMail): Mail {
    const { language, by, into, until, dashboard } = facts as unknown as InvitationFacts;
    const { invitationMail: texts, mail: common } = messages(language);
    const link = this.linkOf(id, dashboard);
    const intro =
      by === null
        ? texts.intro_unknown
        : into === undefined
          ? format(texts.intro, { by })
          : format(texts.intro_class, { by, into });
    const expiry = format(texts.expiry, { until: until.slice(0, 16).replace('T', ' ') });
    return {
      to,
      subject: texts.subject,
      link,
      text: `${[common.greeting, intro, link, expiry, texts.ignore].join('\n\n')}\n`,
      html: page(language, texts.subject, [
        paragraph(common.greeting),
        paragraph(intro),
        button(texts.button, link),
        paragraph(expiry),
        paragraph(common.plain_link_hint),
        `<p style="margin:0 0 16px;font-size:13px;word-break:break-all">${escapeHtml(link)}</p>`,
        paragraph(texts.ignore),
      ]),
    };
  }
}
