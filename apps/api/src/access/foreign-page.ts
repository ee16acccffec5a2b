import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a page of another origin had the browser send this request. SameSite keeps our cookie from other sites, but not
 * from other hosts of our own site. A link or address that the user opens is the user's own wish. A frame is not:
 * another page can cover what the user means to click.
 * @param hosts names of the host that the request was sent to
 */
export function isSentByForeignPage(
  headers: IncomingHttpHeaders,
  navigation: boolean,
  hosts: readonly string[],
): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined) return isForeign(headers.origin, hosts);
  if (site === 'same-origin' || site === 'none') return false;
  return !(navigation && headers['sec-fetch-dest'] === 'document');
}

/** For browsers without Sec-Fetch-*: old ones, and every one on plain HTTP. */
function isForeign(origin: string | undefined, hosts: readonly string[]): boolean {
  if (origin === undefined) return false;
  return !URL.canParse(origin) || !hosts.includes(new URL(origin).host);
}
