import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import type { Mail } from './mailer.js';
import { plainMail } from './plain.mail.js';

/** In place of a link: a request for one is answered by a mail, whatever the state of the account. */
export function blockedMail({ to, language }: { readonly to: string; readonly language: Language }): Mail {
  const { greeting, blocked, ignore } = messages(language).mail;
  return plainMail(to, language, blocked.subject, [greeting, blocked.intro, ignore]);
}
