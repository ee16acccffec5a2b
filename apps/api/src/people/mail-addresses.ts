import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { languages } from '@spawner/contracts';
import type { EntityManager } from 'typeorm';
import { MagicLinksService } from '../auth/login/magic-links.service.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { AppError } from '../errors/app-error.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import type { Mail } from '../mail/mailer.js';
import { plainMail } from '../mail/plain.mail.js';
import { MailQueue } from '../mail/queue/mail-queue.js';
import type { ClaimedMail } from '../mail/queue/outgoing-mail.js';
import { User } from '../users/user.entity.js';

const KIND = 'address_changed';
const DAY_SECONDS = 86_400;

/**
 * Gives people another mail address. Sessions and mailed links were opened by the old one and end with it: its mailbox may
 * belong to somebody else by now. The new one is proved by the next login.
 */
@Injectable()
export class MailAddresses {
  constructor(
    private readonly links: MagicLinksService,
    private readonly sessions: SessionsService,
    private readonly queue: MailQueue,
  ) {
    queue.register(KIND, { compose: (mail) => Promise.resolve(compose(mail)) });
  }

  /** The old address gets a notice, which does not name the new one. @throws AppError `not_for_class_accounts` */
  async change(user: User, email: string, manager: EntityManager): Promise<void> {
    const { id, email: to, language } = user;
    if (to === null) throw new AppError('not_for_class_accounts');
    await this.links.closeAllOf(id, manager);
    await this.sessions.endAllOf([id], manager);
    await manager.update(User, { id }, addressByAdmin(user, email));
    await this.queue.add({ id: randomUUID(), kind: KIND, to, facts: { language }, seconds: DAY_SECONDS }, manager);
  }

  /** The transaction is committed. */
  changed(): void {
    this.queue.wake();
  }
}

/** An admin has decided on the address: the rules of registration do not apply at the next login. */
export const addressByAdmin = ({ state }: User, email: string): { email: string; state: User['state'] } => ({
  email,
  state: state === 'registered' ? 'verified' : state,
});

/** In both languages where the person has chosen none. */
function compose({ to, facts }: ClaimedMail): Mail {
  const chosen: readonly Language[] = facts['language'] ? [facts['language'] as Language] : languages;
  const texts = chosen.map((language) => messages(language));
  return plainMail(
    to,
    chosen[0] ?? 'de',
    texts.map(({ addressMail }) => addressMail.subject).join(' / '),
    texts.flatMap(({ mail, addressMail }) => [mail.greeting, addressMail.intro, addressMail.advice]),
  );
}
