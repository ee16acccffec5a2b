import type { Settings } from '../../config/settings.js';

const DAY = 86_400;

/** A browser renews its access token by itself, so it can be short. */
const BROWSER_ACCESS_SECONDS = 600;

const SESSION_DAYS = 30;

export const REFRESH_SECONDS = SESSION_DAYS * DAY;

/** A service's page cannot renew anything, so what opens it is good for as long as the session. */
export const PASS_SECONDS = SESSION_DAYS * DAY;

/** How long an admin may stay in somebody else's service for one announcement. */
export const ADMIN_VISIT_SECONDS = 3600;

/** How long the previous refresh token is good for: a second tab may be renewing with it at this very moment. */
export const ROTATION_GRACE_SECONDS = 30;

export function accessTokenLifetimes(settings: Settings) {
  const client = settings.auth.accessTokenSeconds;
  return { browser: BROWSER_ACCESS_SECONDS, client, longest: Math.max(BROWSER_ACCESS_SECONDS, client, PASS_SECONDS) };
}
