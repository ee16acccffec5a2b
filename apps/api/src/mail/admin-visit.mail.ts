import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import type { Mail } from './mailer.js';
import { plainMail } from './plain.mail.js';

export interface AdminVisitMail {
  readonly to: string;
  /** The admin's mail address. */
  readonly by: string;
  readonly service: string;
  readonly at: Date;
}

const languages: readonly Language[] = ['de', 'en'];

/** In both languages: the owner did not request it, so their language is not known. */
export function adminVisitMail({ to, by, service, at }: AdminVisitMail): Mail {
  const time = at.toISOString().slice(0, 16).replace('T', ' ');
  const facts = { by, service, time };
  const subject = languages.map((language) => messages(language).visitMail.subject).join(' / ');
  const paragraphs = languages.flatMap((language) => {
    const { greeting, intro, advice } = messages(language).visitMail;
    return [greeting, format(intro, facts), advice];
  });
  return plainMail(to, 'de', subject, paragraphs);
}
