import type { Settings } from '../../config/settings.js';

const DAY = 86_400;

/** A browser renews its access token by itself, so it can be short. */
const BROWSER_ACCESS_SECONDS = 600;

const SESSION_DAYS = 30;

export const REFRESH_SECONDS = SESSION_DAYS * DAY;

/** The page of a service cannot renew its pass, so the pass is valid as long as a session. */
export const PASS_SECONDS = SESSION_DAYS * DAY;

/** How long a visit lasts. */
export const VISIT_SECONDS = 3600;

/** How long a visit of a teacher lasts that is part of a lesson. */
export const LESSON_VISIT_SECONDS = 900;

/** How long the previous refresh token stays valid: a second tab may use it at the same moment. */
export const ROTATION_GRACE_SECONDS = 30;

export function accessTokenLifetimes(settings: Settings) {
  const client = settings.auth.accessTokenSeconds;
  return { browser: BROWSER_ACCESS_SECONDS, client, longest: Math.max(BROWSER_ACCESS_SECONDS, client, PASS_SECONDS) };
}
