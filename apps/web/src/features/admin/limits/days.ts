/** "2026-03-02", of a moment, where the reader is: the value of a date field. */
export function dayOf(iso: string): string {
  const moment = new Date(iso);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The last second of a day, where the reader is. */
export const endOfDay = (day: string): string => new Date(`${day}T23:59:59`).toISOString();
