import type { IncomingHttpHeaders } from 'node:http';
import { TOKEN_HEADER } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { PROBE_HEADER } from '../../signing/probe-pass.js';
import { platformCookiesOf, withoutPlatformCookies } from '../headers/platform-cookies.js';
import { WITHHELD } from './withheld-headers.js';

/** For which container the request was admitted. Without it the other machine's Traefik has no route for the request. */
export const ADMITTED_HEADER = 'x-spawner-admitted';
/** Our cookies, which the container must not see. A request that comes back is checked again. */
const COOKIES_HEADER = 'x-spawner-cookies';
/** How often the request was sent to Traefik, to recognise one that comes back. */
export const SENT_HEADER = 'x-spawner-sent';

/** What the other machine's Traefik takes off the request before the container gets it. */
export const TAKEN_OFF = [ADMITTED_HEADER, COOKIES_HEADER, SENT_HEADER, PROBE_HEADER, TOKEN_HEADER] as const;

/** @param sandboxed only to a container whose labels sandbox its pages */
export const admissionTo = (route: ContainerRef, sandboxed: boolean): string =>
  `${String(route.userId)}/${serviceName(route)}${sandboxed ? '/sandboxed' : ''}`;

const WITHHELD_HERE = new RegExp(WITHHELD, 'i');

/** For another machine, whose Traefik makes no access check: in place, as it changes requests that it has checked itself. */
export function markAdmitted(headers: IncomingHttpHeaders, route: ContainerRef, sandboxed: boolean): void {
  for (const name in headers) {
    if (WITHHELD_HERE.test(name) && name !== TOKEN_HEADER && name !== SENT_HEADER)
      Reflect.deleteProperty(headers, name);
  }
  headers[ADMITTED_HEADER] = admissionTo(route, sandboxed);
  const { cookie } = headers;
  if (cookie === undefined) return;
  const [theirs, ours] = [withoutPlatformCookies(cookie), platformCookiesOf(cookie)];
  if (theirs === undefined) delete headers.cookie;
  else headers.cookie = theirs;
  if (ours !== '') headers[COOKIES_HEADER] = ours;
}

/** As it was before `markAdmitted`. A client can send such headers too: that equals other cookies. */
export function restoreCookies(headers: IncomingHttpHeaders): void {
  const { [COOKIES_HEADER]: ours, [SENT_HEADER]: sent, cookie } = headers;
  if (typeof ours !== 'string' || sent === undefined) return;
  headers.cookie = cookie === undefined ? ours : `${cookie};${ours}`;
}
