import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '../../errors/app-error.js';
import { problemOf } from '../../errors/problem.filter.js';
import { preferredLanguage } from '../../i18n/language.js';
import { sendPage } from './page.js';
import { PROBLEM_HEADER } from './problem-response.js';
import { waitingPageTexts } from './waiting-page.texts.js';

const RETRY_SECONDS = 2;

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

/** Answers a navigation in place of a service that is being woken, with a page that turns into the service. */
export function sendWaitingPage(request: IncomingMessage, response: ServerResponse, dashboard: string): void {
  const language = preferredLanguage(request.headers['accept-language']);
  response.setHeader('retry-after', RETRY_SECONDS);
  const { title, advice } = waitingPageTexts[language];
  const page = { status: 503, language, title, advice, dashboard };
  sendPage(response, { ...page, script: SCRIPT, refreshSeconds: RETRY_SECONDS });
}

/**
 * Answers a navigation in place of a service that cannot be shown, with the reason and what to do.
 * @param dashboard its origin; empty where it is this page's own
 */
export function sendProblemPage(
  request: IncomingMessage,
  response: ServerResponse,
  dashboard: string,
  error: AppError,
): void {
  const language = preferredLanguage(request.headers['accept-language']);
  const { status, title, detail } = problemOf(error, language, '-');
  sendPage(response, { status, language, title, advice: detail, dashboard, script: null });
}
