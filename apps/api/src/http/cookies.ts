import type { IncomingHttpHeaders } from 'node:http';

/** Over https under a name that no other host of the same site can set: browsers refuse `__Host-` with a Domain. */
export const passCookieName = (secure: boolean): string => `${secure ? '__Host-' : ''}spawner_visit`;

/** Beside it, so that whoever is logged in as well keeps what is theirs. */
export const guestCookieName = (secure: boolean): string => `${secure ? '__Host-' : ''}spawner_guest`;

/** For this host alone, out of reach of scripts. */
export function ownCookie(name: string, value: string, seconds: number): string {
  const flag = name.startsWith('__Host-') ? '; Secure' : '';
  return `${name}=${value}; Max-Age=${String(seconds)}; Path=/; HttpOnly; SameSite=Lax${flag}`;
}

/** Every value that is sent under this name: another host or path may have set one as well. */
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
