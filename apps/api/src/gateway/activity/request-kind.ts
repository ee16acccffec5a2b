import type { IncomingHttpHeaders } from 'node:http';

/** User-Agent of our own readiness probe. */
export const PROBE_AGENT = 'Spawner-Probe';

/**
 * How a request counts as use of the service:
 * - `navigation`: a user opens a page.
 * - `action`: it changes something, or comes from a program. A tab that was left open does not send it.
 * - `background`: an open page reads something. A user may have clicked, or a timer may have fired, so only the first
 *   request of each path since a navigation counts (activity.ts).
 * - `automatic`: always sent without a user: a page's icon, a prefetch, a page's WebSocket that reconnects, our probe.
 */
export type RequestKind = 'navigation' | 'action' | 'background' | 'automatic';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const ICON = /\/favicon[^/?]*(\?|$)/;

/** @param path the request's path as the service sees it, with or without query */
export function kindOf(method: string, path: string, headers: IncomingHttpHeaders): RequestKind {
  if (headers['user-agent'] === PROBE_AGENT) return 'automatic';
  // Not `Upgrade`, which Traefik does not pass on. For a page's socket the data on it counts (websocket-activity.ts).
  if (headers['sec-websocket-key'] !== undefined) return headers.origin === undefined ? 'action' : 'automatic';
  if (!READING.has(method)) return 'action';
  if (headers['sec-purpose'] !== undefined || ICON.test(path)) return 'automatic';

  // Not Sec-Fetch-Mode, which some programs send too, such as Node's fetch.
  if (headers['sec-fetch-dest'] === undefined) return kindWithoutFetchMetadata(method, headers);
  return headers['sec-fetch-mode'] === 'navigate' && method === 'GET' ? 'navigation' : 'background';
}

/** For programs, and for browsers on plain HTTP, where they send no Sec-Fetch-*. */
function kindWithoutFetchMetadata(method: string, headers: IncomingHttpHeaders): RequestKind {
  if (method === 'GET' && headers.accept?.includes('text/html')) return 'navigation';
  const fromPage = headers.referer !== undefined && headers['user-agent']?.startsWith('Mozilla/');
  return fromPage ? 'background' : 'action';
}
