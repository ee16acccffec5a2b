import { escapeHtml } from '../http/escape-html.js';
import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import { button, page, paragraph } from './mail-page.js';
import type { Mail } from './mailer.js';

export interface MagicLinkMail {
  readonly to: string;
  readonly link: string;
  /** Six digits, for people who cannot open the link in the browser that requested it. */
  readonly code: string;
  /** How long the link is valid. */
  readonly seconds: number;
  readonly language: Language;
  /** Without an account, using the link creates one. */
  readonly hasAccount: boolean;
}

export function magicLinkMail({ to, link, code, seconds, language, hasAccount }: MagicLinkMail): Mail {
  const texts = messages(language).mail;
  const { subject, intro, button: label } = hasAccount ? texts.login : texts.no_account;
  const readableCode = `${code.slice(0, 3)} ${code.slice(3)}`;
  const expiry = format(texts.expiry, { minutes: Math.ceil(seconds / 60) });
  return {
    to,
    subject,
    link,
    text: [texts.greeting, intro, link, texts.code, readableCode, expiry, texts.ignore].join('\n\n') + '\n',
    html: page(language, subject, [
      paragraph(texts.greeting),
      paragraph(intro),
      button(label, link),
      paragraph(texts.code),
      `<p style="margin:0 0 24px;font:600 24px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:2px">${escapeHtml(readableCode)}</p>`,
      paragraph(expiry),
      `<p style="margin:24px 0 4px;font-size:13px;color:#64748b">${escapeHtml(texts.plain_link_hint)}</p>`,
      `<p style="margin:0;font-size:13px;word-break:break-all"><a href="${escapeHtml(link)}" style="color:#4338ca">${escapeHtml(link)}</a></p>`,
      `<p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #e2e8f0;font-size:13px;color:#64748b">${escapeHtml(texts.ignore)}</p>`,
    ]),
  };
}
