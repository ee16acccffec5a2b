import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A process with its start time, because ids are reused. */
interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly began: string;
}

/** All descendants of a process. */
export function descendantsOf(pid: number): ProcessEntry[] {
  const all = allProcesses();
  const below = (parent: number): ProcessEntry[] =>
    all.filter((process) => process.parent === parent).flatMap((process) => [process, ...below(process.pid)]);
  return below(pid);
}

/** All processes with this text in their command, such as a folder. */
export const withCommand = (text: string): ProcessEntry[] =>
  fromProc().filter(({ pid }) => {
    try {
      return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // ended in the meantime
    }
  });

export function stillAlive(processes: readonly ProcessEntry[]): ProcessEntry[] {
  const now = new Set(allProcesses().map(identity));
  return processes.filter((process) => now.has(identity(process)));
}

const identity = ({ pid, began }: ProcessEntry): string => `${pid} ${began}`;

function allProcesses(): ProcessEntry[] {
  return existsSync('/proc/self/stat') ? fromProc() : fromPs();
}

function fromProc(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // The program's name is in parentheses and may contain spaces.
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        const [state, parent] = fields;
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), began: fields[19] ?? '' }];
      } catch {
        return []; // ended in the meantime
      }
    });
}

function fromPs(): ProcessEntry[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { encoding: 'utf8', timeout: 10_000 });
  return listed
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, ...began] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), began: began.join(' ') };
    });
}
