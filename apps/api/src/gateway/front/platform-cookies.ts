/** Cookies with this beginning are the platform's own; no service ever sees them. */
const PLATFORM_COOKIE_PREFIX = 'spawner_';

/** The Cookie header without the platform's cookies; undefined when nothing is left. */
export function withoutPlatformCookies(header: string | undefined): string | undefined {
  const left = header?.split(';').filter((pair) => !pair.trimStart().startsWith(PLATFORM_COOKIE_PREFIX));
  return left?.length ? left.join(';').trimStart() : undefined;
}
