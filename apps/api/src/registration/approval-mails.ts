import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Approval, consolePages, languages, pages } from '@spawner/contracts';
import type { EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import { type Mail } from '../mail/mailer.js';
import { plainMail } from '../mail/plain.mail.js';
import { MailQueue } from '../mail/queue/mail-queue.js';
import type { ClaimedMail } from '../mail/queue/outgoing-mail.js';

const KIND = 'approval';
const DAY_SECONDS = 86_400;

export interface DecisionFacts {
  readonly approval: Exclude<Approval, 'waiting'>;
  readonly reason: string | null;
}

export interface WaitingFacts {
  readonly approval: 'waiting';
  readonly count: number;
}

/** A person who gets a mail. */
export interface Recipient {
  readonly email: string;
  readonly language: Language | null;
}

/** Mails about approvals, in both languages where the person has chosen none. */
@Injectable()
export class ApprovalMails {
  constructor(
    private readonly queue: MailQueue,
    private readonly settings: Settings,
  ) {
    queue.register(KIND, { compose: (mail) => Promise.resolve(this.compose(mail)) });
  }

  async add(
    { email, language }: Recipient,
    facts: DecisionFacts | WaitingFacts,
    manager: EntityManager,
  ): Promise<void> {
    await this.queue.add(
      { id: randomUUID(), kind: KIND, to: email, facts: { ...facts, language }, seconds: DAY_SECONDS },
      manager,
    );
  }

  private compose(mail: ClaimedMail): Mail {
    const facts = mail.facts as unknown as (DecisionFacts | WaitingFacts) & Pick<Recipient, 'language'>;
    const chosen: readonly Language[] = facts.language ? [facts.language] : languages;
    const waiting = facts.approval === 'waiting';
    const link = `${this.settings.publicUrl}${waiting ? WAITING_LIST : pages.dashboard}`;
    const places = { link, count: waiting ? facts.count : 0 };
    const subject = chosen
      .map((language) => format(messages(language).approvalMail[facts.approval].subject, places))
      .join(' / ');
    const paragraphs = chosen.flatMap((language) => {
      const { mail: common, approvalMail: texts } = messages(language);
      const reason = waiting || !facts.reason ? [] : [format(texts.reason, { reason: facts.reason })];
      return [common.greeting, format(texts[facts.approval].intro, places), ...reason];
    });
    return plainMail(mail.to, chosen[0] ?? 'de', subject, paragraphs);
  }
}

/** The console's list of people, filtered. */
const WAITING_LIST = `${consolePages.people}?state=waiting`;
