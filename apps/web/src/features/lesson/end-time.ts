const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
export const LONGEST_MS = 12 * 60 * MINUTE_MS;

/** The first quarter of an hour after a lesson of 45 minutes. */
export const usualEnd = (now: Date): Date =>
  new Date(Math.ceil((now.getTime() + 45 * MINUTE_MS) / QUARTER_MS) * QUARTER_MS);

export const laterBy = (end: string, minutes: number): Date => new Date(Date.parse(end) + minutes * MINUTE_MS);

/** As a field for a time of day has it. */
export const timeOfDay = (at: Date): string =>
  `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;

/** The next moment at which clocks here show this time. Null where it is none. */
export function nextAt(time: string, now: Date): Date | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const at = new Date(now);
  at.setHours(Number(hours), Number(minutes), 0, 0);
  if (at <= now) at.setDate(at.getDate() + 1);
  return at;
}
