import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ResponsePolicy } from '../../access/access-policy.js';
import { setsPlatformCookie } from './platform-cookies.js';
import { REFUSED_HEADERS, SANDBOX, SHARING_HEADERS } from './refused-headers.js';

const REFUSED: ReadonlySet<string> = new Set(REFUSED_HEADERS);
const SHARING: ReadonlySet<string> = new Set(SHARING_HEADERS);

/** Removes headers that a service must not set, and adds the sandbox where its policy wants one. In place. */
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

/** Browsers enforce the service's own policy too. Its sandboxed pages have an opaque origin, so they need leave to read its answers. */
function sandbox(headers: IncomingHttpHeaders): void {
  const own = headers['content-security-policy'];
  headers['content-security-policy'] = own === undefined ? SANDBOX : `${String(own)}, ${SANDBOX}`;
  headers['access-control-allow-origin'] = '*';
  delete headers['access-control-allow-credentials'];
}

/** A sandboxed page's requests to its own service are cross-origin, so browsers send a preflight first. */
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
