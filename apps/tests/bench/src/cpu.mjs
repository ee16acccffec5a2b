import { readFileSync } from 'node:fs';
import { descendantsOf } from '@spawner/kit/process-tree';

/** Linux counts CPU time for programs in hundredths of a second, whatever its own clock. */
export const TICKS = 100;
const OWN = [11, 12];
const WITH_ENDED = [...OWN, 13, 14];

/** Seconds that a process has computed so far. */
export const cpuSeconds = (pid) => sumOf(pid, OWN);

/** The same of a process and all below it, also of those that have ended. */
export function cpuSecondsOfAll(pid) {
  const below = descendantsOf(pid).map((each) => sumUnlessEnded(each.pid));
  return below.reduce((sum, seconds) => sum + seconds, sumOf(pid, WITH_ENDED));
}

/** One that has ended meanwhile is part of its parent's. */
function sumUnlessEnded(pid) {
  try {
    return sumOf(pid, WITH_ENDED);
  } catch {
    return 0;
  }
}

/** @param fields behind the name in brackets, which may have blanks */
function sumOf(pid, fields) {
  const all = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return fields.reduce((sum, field) => sum + Number(all[field]), 0) / TICKS;
}
