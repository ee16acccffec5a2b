import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import type { Mail } from './mailer.js';
import { plainMail } from './plain.mail.js';

interface BlockedNotice {
  readonly to: string;
  readonly language: Language;
  /** The reason, as a sentence with a space behind it; empty where it is not told. */
  readonly because: string;
}

/** In place of a link: a request for one is answered by a mail, whatever the state of the account. */
export function blockedMail({ to, language, because }: BlockedNotice): Mail {
  const { greeting, blocked, ignore } = messages(language).mail;
  return plainMail(to, language, blocked.subject, [greeting, format(blocked.intro, { because }), ignore]);
}
