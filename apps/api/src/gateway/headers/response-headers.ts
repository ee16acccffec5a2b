import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ResponsePolicy } from '../../access/access-policy.js';
import { setsPlatformCookie } from './platform-cookies.js';
import { REFUSED_HEADERS, SANDBOX, SHARING_HEADERS } from './refused-headers.js';

const REFUSED: ReadonlySet<string> = new Set(REFUSED_HEADERS);
const SHARING: ReadonlySet<string> = new Set(SHARING_HEADERS);

/** Takes out of a service's answer what the platform does not accept, and adds what keeps its page apart. In place. */
export function restrainAnswer(headers: IncomingHttpHeaders, { guarded, sandboxed }: ResponsePolicy): void {
  for (const name in headers) {
    if (REFUSED.has(name) || (guarded && SHARING.has(name))) Reflect.deleteProperty(headers, name);
  }
  restrainCookies(headers, sandboxed);
  if (sandboxed) sandbox(headers);
}

function restrainCookies(headers: IncomingHttpHeaders, sandboxed: boolean): void {
  const cookies = headers['set-cookie'];
  if (!cookies) return;
  const left = cookies.filter((cookie) => !sandboxed && !setsPlatformCookie(cookie));
  if (left.length > 0) headers['set-cookie'] = left;
  else delete headers['set-cookie'];
}

/** Beside the service's own policy: both hold. To its own pages its answers are another origin's now, so they may be read. */
function sandbox(headers: IncomingHttpHeaders): void {
  const own = headers['content-security-policy'];
  headers['content-security-policy'] = own === undefined ? SANDBOX : `${String(own)}, ${SANDBOX}`;
  headers['access-control-allow-origin'] = '*';
  delete headers['access-control-allow-credentials'];
}

/** A sandboxed page asks for leave to send its own service more than a form could. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

export function allowEverything(response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': '*',
    'access-control-allow-headers': '*',
    'access-control-max-age': '600',
  });
  response.end();
}
