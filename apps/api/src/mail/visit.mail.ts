import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import type { Mail } from './mailer.js';
import { plainMail } from './plain.mail.js';

export interface VisitMail {
  readonly to: string;
  /** The name of the admin. */
  readonly by: string;
  readonly service: string;
  readonly at: Date;
  readonly reason: string | null;
  /** Of the owner; null where it is not known: then the mail is in both. */
  readonly language: Language | null;
}

export function visitMail({ to, by, service, at, reason, language }: VisitMail): Mail {
  const languages: readonly Language[] = language ? [language] : ['de', 'en'];
  const time = at.toISOString().slice(0, 16).replace('T', ' ');
  const subject = languages.map((each) => messages(each).visitMail.subject).join(' / ');
  const paragraphs = languages.flatMap((each) => {
    const texts = messages(each).visitMail;
    const why = reason === null ? [] : [format(texts.reason, { reason })];
    return [texts.greeting, format(texts.intro, { by, service, time }), ...why, texts.advice];
  });
  return plainMail(to, languages[0] ?? 'de', subject, paragraphs);
}
