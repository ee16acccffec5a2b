import type { IncomingHttpHeaders } from 'node:http';

/** How our own readiness probe introduces itself. */
export const PROBE_AGENT = 'Spawner-Probe';

/**
 * What a request says about the visitor:
 * - `navigation` somebody opens a page;
 * - `wish` it changes something, or comes from a program: nobody's forgotten tab asks for it;
 * - `background` an open page reads something by itself. Somebody may have clicked, or a timer has fired: only the
 *   first time since a navigation counts (activity.ts);
 * - `nothing` comes by itself in every case: a page's icon, a prefetch, a page's WebSocket that reconnects, our probe.
 */
export type RequestKind = 'navigation' | 'wish' | 'background' | 'nothing';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const ICON = /\/favicon[^/?]*(\?|$)/;

/** @param path the request's path as the service sees it, with or without query */
export function kindOf(method: string, path: string, headers: IncomingHttpHeaders): RequestKind {
  if (headers['user-agent'] === PROBE_AGENT) return 'nothing';
  // Not `Upgrade`, which is lost on the way through Traefik. A page's socket is seen by what is said on it.
  if (headers['sec-websocket-key'] !== undefined) return headers.origin === undefined ? 'wish' : 'nothing';
  if (!READING.has(method)) return 'wish';
  if (headers['sec-purpose'] !== undefined || ICON.test(path)) return 'nothing';

  // Not the mode, which some programs send as well: Node's fetch does.
  if (headers['sec-fetch-dest'] === undefined) return kindWithoutFetchMetadata(method, headers);
  return headers['sec-fetch-mode'] === 'navigate' && method === 'GET' ? 'navigation' : 'background';
}

/** From programs, and from browsers on plain HTTP, which send no Sec-Fetch-* there. */
function kindWithoutFetchMetadata(method: string, headers: IncomingHttpHeaders): RequestKind {
  if (method === 'GET' && headers.accept?.includes('text/html')) return 'navigation';
  const fromPage = headers.referer !== undefined && headers['user-agent']?.startsWith('Mozilla/');
  return fromPage ? 'background' : 'wish';
}
