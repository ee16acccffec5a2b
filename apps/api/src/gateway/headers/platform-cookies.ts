/**
 * The platform's own cookies in every disguise: another case, a prefix with a special meaning to browsers, or an empty
 * name with our name in the value, which browsers send back in the same form.
 */
const PLATFORM_COOKIE = /^[\s=]*(__(host|secure|http|host-http)-)?spawner_/i;

/** The Cookie header without the platform's cookies; undefined when nothing is left. */
export function withoutPlatformCookies(header: string | undefined): string | undefined {
  const left = header?.split(';').filter((pair) => !PLATFORM_COOKIE.test(pair));
  return left?.length ? left.join(';').trimStart() : undefined;
}

/** What `withoutPlatformCookies` leaves out. */
export const platformCookiesOf = (header: string): string =>
  header
    .split(';')
    .filter((pair) => PLATFORM_COOKIE.test(pair))
    .join(';');

/** Whether a service tries to set a cookie that is the platform's. */
export const setsPlatformCookie = (setCookie: string): boolean => PLATFORM_COOKIE.test(setCookie);
