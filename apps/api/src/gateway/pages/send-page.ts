import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { pages } from '@spawner/contracts';
import { escapeHtml } from '../../http/escape-html.js';
import { contentSecurityPolicy, SECURITY_HEADERS } from '../../http/security-headers.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import type { PageMessage } from './page-messages.js';

const STYLE = `
:root { color-scheme: light dark; --ink: #18181b; --soft: #52525b; --paper: #fafafa; --line: #d4d4d8; --mark: #2563eb;
  --box: #eff6ff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #fafafa; --soft: #a1a1aa; --paper: #18181b; --line: #3f3f46; --mark: #60a5fa;
    --box: #1e293b; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 30rem; padding: 2rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
p { margin: 0 0 1.5rem; color: var(--soft); }
a { color: var(--mark); }
blockquote { margin: 0 0 1.5rem; padding: .75rem 1rem; border-left: .25rem solid var(--mark); background: var(--box);
  overflow-wrap: anywhere; white-space: pre-line; }
.bar { height: .25rem; margin-bottom: 1.5rem; border-radius: 1rem; overflow: hidden; background: var(--line); }
.bar::before { content: ''; display: block; height: 100%; width: 40%; border-radius: inherit; background: var(--mark);
  animation: pass 1.4s ease-in-out infinite; }
.failed .bar { display: none; }
@keyframes pass { from { transform: translateX(-100%); } to { transform: translateX(250%); } }
@media (prefers-reduced-motion: reduce) { .bar::before { width: 100%; opacity: .5; animation: none; } }
`;

/** A page of ours on a service's address: a title, what to do, and a moving bar while something is under way. */
export interface Page {
  readonly status: number;
  readonly language: Language;
  readonly title: string;
  readonly advice: string;
  /** Origin of the dashboard; empty where it is this page's own. */
  readonly dashboard: string;
  readonly classMessages?: readonly PageMessage[];
  /** Runs while the bar moves; null where nothing is under way. */
  readonly script: string | null;
  /** For browsers without scripts: reload after so long, or show this text. */
  readonly refreshSeconds?: number;
  readonly noscript?: string;
}

export function sendPage(response: ServerResponse, page: Page): void {
  const { status, language, script, refreshSeconds, noscript, classMessages = [] } = page;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...SECURITY_HEADERS,
    'content-security-policy': policyFor(script),
    'referrer-policy': 'no-referrer',
    vary: 'accept-language',
  });
  response.end(`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refreshSeconds ? `<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>` : ''}
<title>${escapeHtml(page.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main${script === null ? ' class="failed"' : ''}>
${classMessages.map(messageBox).join('')}<div role="status">
<h1 id="title">${escapeHtml(page.title)}</h1>
<p id="advice">${escapeHtml(page.advice)}</p>
${noscript ? `<noscript><p>${escapeHtml(noscript)}</p></noscript>` : ''}
</div>
<div class="bar" aria-hidden="true"></div>
<a href="${escapeHtml(page.dashboard + pages.dashboard)}">${escapeHtml(messages(language).pages.to_dashboard)}</a>
</main>
${script === null ? '' : `<script>${script}</script>`}
</body>
</html>
`);
}

const messageBox = ({ sent_by, text }: PageMessage): string =>
  `<blockquote><b>${escapeHtml(sent_by)}</b><br>${escapeHtml(text)}</blockquote>\n`;

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const policyFor = (script: string | null): string =>
  contentSecurityPolicy({
    ...(script !== null && { 'script-src': sha256(script), 'connect-src': `'self'` }),
    'style-src': sha256(STYLE),
    // A service may show pages of its own in frames, which need this page when the service rests.
    'frame-ancestors': `'self'`,
    'require-trusted-types-for': `'script'`,
    'trusted-types': `'none'`,
  });
