const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** The unit for `bytes`: a new one for every factor of 1000. */
const unitIndex = (bytes: number) => Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));

/** "1,2 MB" */
export function byteText(bytes: number, language: string): string {
  const index = unitIndex(bytes);
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: UNITS[index],
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
  return format.format(bytes / 1000 ** index);
}

/** A part of `total` in the unit of `total`, without the unit: the "12,3" of "12,3 von 45 MB". */
export function partText(done: number, total: number, language: string): string {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return format.format(done / 1000 ** unitIndex(total));
}

/** "8 ms", "0,4 s", "12 s", "2 min 5 s" */
export function durationText(milliseconds: number, language: string): string {
  if (milliseconds < 100) return `${milliseconds} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 10)
    return `${seconds.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`;
  const whole = Math.floor(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** "6 Minuten", "2 Stunden": rounded up, for what is only estimated. */
export function roughTime(milliseconds: number, language: string): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  const [amount, unit] = minutes < 90 ? [minutes, 'minute'] : [Math.ceil(minutes / 60), 'hour'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}
