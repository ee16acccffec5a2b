const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Otherwise a time one hour ahead would read "in 59 Minuten" a second later. */
const AHEAD_SECONDS = 30;

/** "vor 5 Minuten", "gestern"; anything under a minute is "jetzt". */
export function relativeTime(iso: string, now: number, language: string): string {
  const away = (Date.parse(iso) - now) / 1000;
  const seconds = away > AHEAD_SECONDS ? away + AHEAD_SECONDS : away;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? format.format(Math.trunc(seconds / step[1]), step[0]) : format.format(0, 'second');
}

/** "14:05", with the date where it is not today's. */
export function clockTime(at: string | number, language: string): string {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date().toDateString();
  const look: Intl.DateTimeFormatOptions = isToday
    ? { timeStyle: 'short' }
    : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' };
  return new Intl.DateTimeFormat(language, look).format(moment);
}
