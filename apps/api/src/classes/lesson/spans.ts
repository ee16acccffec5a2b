import { InvalidRequest } from '../../errors/invalid-request.error.js';

const HOUR_MS = 3_600_000;
export const LONGEST_LESSON_MS = 12 * HOUR_MS;
export const LONGEST_MESSAGE_MS = 30 * 24 * HOUR_MS;
export const MESSAGE_MS = 24 * HOUR_MS;

/** @throws InvalidRequest where it is past, or too far ahead */
export function untilOf(until: string, now: Date, longestMs: number): Date {
  const end = new Date(until);
  const ahead = end.getTime() - now.getTime();
  if (ahead <= 0) throw new InvalidRequest([{ path: ['until'], message: 'has to be in the future' }]);
  if (ahead > longestMs) {
    const message = `has to be at most ${String(longestMs / HOUR_MS)} hours ahead`;
    throw new InvalidRequest([{ path: ['until'], message }]);
  }
  return end;
}
