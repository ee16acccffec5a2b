import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import type { Mail } from './mailer.js';
import { plainMail } from './plain.mail.js';

interface Reader {
  readonly to: string;
  readonly language: Language;
}

interface BlockedNotice extends Reader {
  /** The reason, as a sentence with a space behind it; empty where it is not told. */
  readonly because: string;
}

/** In place of a link: a request for one is answered by a mail, whatever the state of the account. */
export function blockedMail({ to, language, because }: BlockedNotice): Mail {
  const { greeting, blocked, ignore } = messages(language).mail;
  return plainMail(to, language, blocked.subject, [greeting, format(blocked.intro, { because }), ignore]);
}

/** In place of a link, to an address that has no account and may not have one. */
export function notAllowedMail({ to, language }: Reader): Mail {
  const { greeting, not_allowed, ignore } = messages(language).mail;
  return plainMail(to, language, not_allowed.subject, [greeting, not_allowed.intro, ignore]);
}
