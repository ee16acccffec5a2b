/** Powers of 1024, as the engine, templates and limits count. Both languages write them like this. */
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

const unitIndex = (bytes: number) => Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));

/** Three digits, and all of them before the comma. */
function numberText(value: number, language: string): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** "1,2 MiB" */
export function byteText(bytes: number, language: string): string {
  const index = unitIndex(bytes);
  return `${numberText(bytes / 1024 ** index, language)} ${UNITS[index] ?? ''}`;
}

/** A part of `total` in the unit of `total`, without the unit: the "12,3" of "12,3 von 45 MiB". */
export const partText = (done: number, total: number, language: string): string =>
  numberText(done / 1024 ** unitIndex(total), language);

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
