/**
 * The platform's own names, however they are disguised: another case, a prefix that browsers treat specially, or no name
 * at all and ours as the value, which browsers send back looking the same.
 */
const PLATFORM_COOKIE = /^[\s=]*(__(host|secure|http|host-http)-)?spawner_/i;

/** The Cookie header without the platform's cookies; undefined when nothing is left. */
export function withoutPlatformCookies(header: string | undefined): string | undefined {
  const left = header?.split(';').filter((pair) => !PLATFORM_COOKIE.test(pair));
  return left?.length ? left.join(';').trimStart() : undefined;
}

/** Whether a service tries to set a cookie that is the platform's. */
export const setsPlatformCookie = (setCookie: string): boolean => PLATFORM_COOKIE.test(setCookie);
