import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import type { Mail } from './mailer.js';
import { plainMail } from './plain.mail.js';

export interface VisitMail {
  readonly to: string;
  /** The name of the visitor. */
  readonly by: string;
  /** Of a teacher; null for an admin. A mail that an older version has queued has none. */
  readonly className?: string | null;
  readonly service: string;
  readonly at: Date;
  readonly reason: string | null;
  /** Of the owner; null where it is not known: then the mail is in both. */
  readonly language: Language | null;
}

export function visitMail({ to, by, service, at, reason, language, className = null }: VisitMail): Mail {
  const languages: readonly Language[] = language ? [language] : ['de', 'en'];
  const time = at.toISOString().slice(0, 16).replace('T', ' ');
  const subject = languages.map((each) => messages(each).visitMail.subject).join(' / ');
  const paragraphs = languages.flatMap((each) => {
    const texts = messages(each).visitMail;
    const why = reason === null ? [] : [format(texts.reason, { reason })];
    const intro =
      className === null
        ? format(texts.intro, { by, service, time })
        : format(texts.intro_teacher, { by, service, time, class: className });
    return [texts.greeting, intro, ...why, texts.advice];
  });
  return plainMail(to, languages[0] ?? 'de', subject, paragraphs);
}
