import type { ServerResponse } from 'node:http';
import type { AppError } from '../../errors/app-error.js';
import { problemOf } from '../../errors/problem.js';
import { PROBLEM_HEADER } from '../../errors/respond.js';
import { preferredLanguage } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import type { PageMessage } from './page-messages.js';
import { sendPage } from './send-page.js';

const RETRY_SECONDS = 2;

// Each HEAD request is held open until the service answers it. An answer of ours in its place has the problem in a header.
const SCRIPT = `
(async () => {
  const show = (id, text) => { document.getElementById(id).textContent = text; };
  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  for (;;) {
    const request = { method: 'HEAD', cache: 'no-store', redirect: 'manual' };
    const answer = await fetch(location.href, request).catch(() => null);
    const header = answer && answer.headers.get('${PROBLEM_HEADER}');
    if (answer && !header) return location.reload();
    const problem = header && JSON.parse(decodeURIComponent(header));
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

/**
 * Answers a navigation while the service wakes, with a page that turns into the service.
 * @param dashboard origin of the dashboard; empty where it is this page's own
 */
export function sendWaitingPage(
  response: ServerResponse,
  dashboard: string,
  classMessages: readonly PageMessage[],
): void {
  const language = preferredLanguage(response.req.headers['accept-language']);
  response.setHeader('retry-after', RETRY_SECONDS);
  const page = { status: 503, language, ...messages(language).pages.waking, dashboard, classMessages };
  sendPage(response, { ...page, script: SCRIPT, refreshSeconds: RETRY_SECONDS });
}

/**
 * Answers a navigation to a service that cannot be shown, with the reason and what to do.
 * @param dashboard origin of the dashboard; empty where it is this page's own
 */
export function sendProblemPage(
  error: AppError,
  response: ServerResponse,
  dashboard: string,
  classMessages: readonly PageMessage[] = [],
): void {
  const language = preferredLanguage(response.req.headers['accept-language']);
  const { status, title, detail } = problemOf(error, language, '-');
  sendPage(response, { status, language, title, advice: detail, dashboard, classMessages, script: null });
}
