import { readFileSync } from 'node:fs';

/** Linux counts CPU time for programs in hundredths of a second, whatever its own clock. */
export const TICKS = 100;

/** Seconds that a process has computed so far. */
export function cpuSeconds(pid) {
  // Behind the name in brackets, which may have blanks: the 12th and 13th number.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
