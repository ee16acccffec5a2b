import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a page of another origin has the browser ask. SameSite keeps our cookie from other sites but not from other
 * hosts of our own. A link or an address that somebody opens is the visitor's own wish; a frame is not, because what is
 * clicked in there may be covered by something else.
 * @param hosts what the one that was asked for is called
 */
export function isAskedByForeignPage(
  headers: IncomingHttpHeaders,
  navigation: boolean,
  hosts: readonly string[],
): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined) return isForeign(headers.origin, hosts);
  if (site === 'same-origin' || site === 'none') return false;
  return !(navigation && headers['sec-fetch-dest'] === 'document');
}

/** From browsers that say no more, and those on plain HTTP. */
function isForeign(origin: string | undefined, hosts: readonly string[]): boolean {
  if (origin === undefined) return false;
  return !URL.canParse(origin) || !hosts.includes(new URL(origin).host);
}
