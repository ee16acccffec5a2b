import type { ServerResponse } from 'node:http';
import { sendPage } from '../gateway/pages/send-page.js';
import { preferredLanguage } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';

/**
 * Carries a link's secret from the page to us: a header, because Traefik's ForwardAuth call has no body. The gateways
 * remove every X-Spawner-* before a request reaches a container.
 */
export const SECRET_HEADER = 'x-spawner-share';

/** The page sends the secret by itself. GET changes nothing, so a mail scanner that opens the link does not use it. */
export function sendSharePage(response: ServerResponse, dashboard: string): void {
  const language = preferredLanguage(response.req.headers['accept-language']);
  const { title, advice, incomplete, unreachable, noscript } = messages(language).pages.share;
  const script = `
(async () => {
  const fail = ({ title, advice, detail }) => {
    document.title = title;
    document.getElementById('title').textContent = title;
    document.getElementById('advice').textContent = advice || detail;
    document.querySelector('main').className = 'failed';
  };
  const secret = location.hash.slice(1);
  if (!/^[\\w-]{43}$/.test(secret)) return fail(${JSON.stringify(incomplete)});
  const shown = { method: 'POST', headers: { '${SECRET_HEADER}': secret }, redirect: 'manual', cache: 'no-store' };
  const answer = await fetch(location.pathname, shown).catch(() => null);
  if (answer && answer.type === 'opaqueredirect') return location.replace('/');
  const problem = answer && (await answer.json().catch(() => null));
  fail(problem && problem.title ? problem : ${JSON.stringify(unreachable)});
})();
`;
  // 401, because the secret was not sent yet, and not 200, which would have Traefik pass the request on to the service.
  sendPage(response, { status: 401, language, title, advice, dashboard, script, noscript });
}
