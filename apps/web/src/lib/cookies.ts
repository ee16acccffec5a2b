/** Cookies are blocked, so that a log-in would use up its link or code and be lost at once. */
export class CookiesBlocked extends Error {
  override readonly name = 'CookiesBlocked';
}

/** @throws CookiesBlocked unless this browser keeps a cookie of this page */
export function requireCookies(): void {
  document.cookie = 'spawner_probe=1; Max-Age=10; Path=/; SameSite=Lax';
  const kept = document.cookie.includes('spawner_probe=');
  document.cookie = 'spawner_probe=; Max-Age=0; Path=/; SameSite=Lax';
  if (!navigator.cookieEnabled || !kept) throw new CookiesBlocked();
}
