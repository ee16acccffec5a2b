import { readdirSync, readFileSync } from 'node:fs';
import { descendantsOf } from '@spawner/kit/process-tree';

/** Linux counts CPU time for programs in hundredths of a second, whatever its own clock. */
const TICKS = 100;
const ENGINE = ['dockerd', 'containerd'];
const OWN = [11, 12];
const WITH_ENDED = [...OWN, 13, 14];

/** Seconds that a process has computed so far. */
export const cpuSeconds = (pid) => sumOf(pid, OWN);

/** CPU seconds so far of these processes and of the engines. "Others" are runc and the containers, if nothing else runs. */
export function cpuByProcess(pids) {
  const own = Object.entries(pids).map(([name, pid]) => [
    name,
    [pid].flat().reduce((sum, each) => sum + cpuSeconds(each), 0),
  ]);
  const used = { ...Object.fromEntries(own), ...cpuOfEngines() };
  const sum = Object.values(used).reduce((total, seconds) => total + seconds, 0);
  return { ...used, others: cpuOfMachine() - sum };
}

/** What was computed between two of these, as text. */
export const cpuBetween = (before, after) =>
  `CPU seconds: ${Object.keys(after)
    .map((name) => `${name} ${(after[name] - before[name]).toFixed(2)}`)
    .join(', ')}`;

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

function cpuOfEngines() {
  const used = Object.fromEntries(ENGINE.map((name) => [name, 0]));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
      if (name in used) used[name] += cpuSeconds(pid);
    } catch {
      // ended in the meantime
    }
  }
  return used;
}

function cpuOfMachine() {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) / TICKS;
}
