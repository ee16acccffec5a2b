import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendPage } from '../gateway/pages/page.js';
import { preferredLanguage } from '../i18n/language.js';
import { sharePageTexts } from './share-page.texts.js';

/**
 * In which the page shows a link's secret: what Traefik asks us comes without the body. Every X-Spawner-* is kept from
 * containers.
 */
export const SECRET_HEADER = 'x-spawner-share';

/** A GET changes nothing, so that a mail scanner which opens the link does not either. */
export function sendSharePage(request: IncomingMessage, response: ServerResponse, dashboard: string): void {
  const language = preferredLanguage(request.headers['accept-language']);
  const { title, advice, incomplete, unreachable, noscript } = sharePageTexts[language];
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
  // Whoever asks has not shown anything yet; 200 would have Traefik pass the request on to the service.
  sendPage(response, { status: 401, language, title, advice, dashboard, script, noscript });
}
