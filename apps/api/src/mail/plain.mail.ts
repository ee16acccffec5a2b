import type { Language } from '../i18n/language.js';
import { page, paragraph } from './mail-page.js';
import type { Mail } from './mailer.js';

/** A mail that is only text. */
export const plainMail = (to: string, language: Language, subject: string, paragraphs: readonly string[]): Mail => ({
  to,
  subject,
  link: null,
  text: `${paragraphs.join('\n\n')}\n`,
  html: page(language, subject, paragraphs.map(paragraph)),
});
