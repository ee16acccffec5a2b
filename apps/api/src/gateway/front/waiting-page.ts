import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pages } from '@spawner/contracts';
import type { AppError } from '../../common/app-error.js';
import { preferredLanguage } from '../../common/i18n/language.js';
import { problemOf } from '../../common/problem.filter.js';
import { policyOf, SECURITY_HEADERS } from '../../common/security-headers.js';
import { PROBLEM_HEADER } from './refusal.js';
import { waitingPageTexts } from './waiting-page.texts.js';

const RETRY_SECONDS = 2;

const STYLE = `
:root { color-scheme: light dark; --ink: #18181b; --soft: #52525b; --paper: #fafafa; --line: #d4d4d8; --mark: #2563eb; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #fafafa; --soft: #a1a1aa; --paper: #18181b; --line: #3f3f46; --mark: #60a5fa; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 30rem; padding: 2rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
p { margin: 0 0 1.5rem; color: var(--soft); }
a { color: var(--mark); }
.bar { height: .25rem; margin-bottom: 1.5rem; border-radius: 1rem; overflow: hidden; background: var(--line); }
.bar::before { content: ''; display: block; height: 100%; width: 40%; border-radius: inherit; background: var(--mark);
  animation: pass 1.4s ease-in-out infinite; }
.failed .bar { display: none; }
@keyframes pass { from { transform: translateX(-100%); } to { transform: translateX(250%); } }
@media (prefers-reduced-motion: reduce) { .bar::before { width: 100%; opacity: .5; animation: none; } }
`;

// Holds one request open until the service answers it. Our own answer in its place carries the problem in a header.
const SCRIPT = `
(async () => {
  const show = (id, text) => { document.getElementById(id).textContent = text; };
  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  for (;;) {
    const asked = { method: 'HEAD', cache: 'no-store', redirect: 'manual' };
    const answer = await fetch(location.href, asked).catch(() => null);
    const told = answer && answer.headers.get('${PROBLEM_HEADER}');
    if (answer && !told) return location.reload();
    const problem = told && JSON.parse(decodeURIComponent(told));
    if (problem && problem.code === 'service_asleep') return location.reload();
    if (problem && problem.code !== 'service_starting') {
      document.title = problem.title;
      show('title', problem.title);
      show('advice', problem.detail);
      document.querySelector('main').className = 'failed';
      return;
    }
    await pause(${RETRY_SECONDS});
  }
})();
`;

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const POLICY = policyOf({
  'script-src': sha256(SCRIPT),
  'style-src': sha256(STYLE),
  'connect-src': `'self'`,
  // A service may show pages of its own in frames, and they rest and wake as it does.
  'frame-ancestors': `'self'`,
  'require-trusted-types-for': `'script'`,
  'trusted-types': `'none'`,
});

/** Answers a navigation in place of a service that is being woken, with a page that turns into the service. */
export function sendWaitingPage(request: IncomingMessage, response: ServerResponse, dashboard: string): void {
  send(request, response, dashboard, null);
}

/** Answers a navigation in place of a service that cannot be shown, with the reason and what to do. */
export function sendProblemPage(
  request: IncomingMessage,
  response: ServerResponse,
  dashboard: string,
  error: AppError,
): void {
  send(request, response, dashboard, error);
}

/** @param dashboard its origin; empty where it is this page's own */
function send(request: IncomingMessage, response: ServerResponse, dashboard: string, failure: AppError | null): void {
  const language = preferredLanguage(request.headers['accept-language']);
  const problem = failure && problemOf(failure, language, '-');
  const texts = waitingPageTexts[language];
  if (!problem) response.setHeader('retry-after', RETRY_SECONDS);
  response.writeHead(problem?.status ?? 503, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...SECURITY_HEADERS,
    'content-security-policy': POLICY,
    vary: 'accept-language',
  });
  response.end(`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${problem ? '' : `<noscript><meta http-equiv="refresh" content="${RETRY_SECONDS}"></noscript>`}
<title>${escaped(problem?.title ?? texts.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main${problem ? ' class="failed"' : ''}>
<div role="status">
<h1 id="title">${escaped(problem?.title ?? texts.title)}</h1>
<p id="advice">${escaped(problem?.detail ?? texts.advice)}</p>
</div>
<div class="bar" aria-hidden="true"></div>
<a href="${escaped(dashboard + pages.dashboard)}">${texts.dashboard}</a>
</main>
${problem ? '' : `<script>${SCRIPT}</script>`}
</body>
</html>
`);
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
