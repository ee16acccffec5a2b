import { escapeHtml } from '../http/escape-html.js';
import type { Language } from '../i18n/language.js';

/** Tables and inline styles, because mail programs support little else. */
export const page = (language: Language, title: string, content: readonly string[]): string => `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;background:#f1f5f9">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f1f5f9">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#ffffff;border:1px solid #e2e8f0;border-radius:12px">
<tr><td style="padding:24px 32px 0;font:700 18px/1.4 system-ui,-apple-system,'Segoe UI',Arial,sans-serif;color:#0f172a">Spawner</td></tr>
<tr><td style="padding:16px 32px 32px;font:15px/1.6 system-ui,-apple-system,'Segoe UI',Arial,sans-serif;color:#0f172a">
${content.join('\n')}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;

export const paragraph = (text: string): string => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`;

export const button = (label: string, link: string): string =>
  `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 24px"><tr><td style="border-radius:8px;background:#4338ca">
<a href="${escapeHtml(link)}" style="display:inline-block;padding:12px 24px;font-weight:600;color:#ffffff;text-decoration:none">${escapeHtml(label)}</a>
</td></tr></table>`;
