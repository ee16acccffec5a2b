import type { IncomingHttpHeaders } from 'node:http';

/** Over https with the prefix `__Host-`: browsers refuse it with a Domain, so no other host of the site can set it. */
export const passCookieName = (secure: boolean): string => `${secure ? '__Host-' : ''}spawner_visit`;

/** A second cookie: a guest who is logged in too keeps the own login. */
export const guestCookieName = (secure: boolean): string => `${secure ? '__Host-' : ''}spawner_guest`;

/**
 * For this host only, and not readable by scripts.
 * @param seconds null: ends with the browser
 */
export function ownCookie(name: string, value: string, seconds: number | null): string {
  const flag = name.startsWith('__Host-') ? '; Secure' : '';
  const age = seconds === null ? '' : `; Max-Age=${String(seconds)}`;
  return `${name}=${value}${age}; Path=/; HttpOnly; SameSite=Lax${flag}`;
}

/** All values under this name: another host or path may have set one too. */
export function cookieValues({ cookie }: IncomingHttpHeaders, name: string): string[] {
  const values: string[] = [];
  for (let at = cookie?.indexOf(`${name}=`) ?? -1; cookie !== undefined && at !== -1; ) {
    const end = cookie.indexOf(';', at);
    const begins = at === 0 || cookie[at - 1] === ' ' || cookie[at - 1] === ';';
    if (begins) values.push(cookie.slice(at + name.length + 1, end === -1 ? undefined : end));
    at = end === -1 ? -1 : cookie.indexOf(`${name}=`, end);
  }
  return values;
}
