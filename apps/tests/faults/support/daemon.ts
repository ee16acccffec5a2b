import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { run } from './run.js';

interface DaemonOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly account?: { readonly uid?: number; readonly gid?: number };
  /** A line to the process besides its output; see vitals.preload.mjs. */
  readonly ipc?: boolean;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of this run that can be stopped, frozen and killed. */
export class Daemon {
  output = '';
  /** Set once it is gone. */
  ending: Ending | null = null;
  readonly ended: Promise<Ending>;

  private constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
      if (process.env['FAULTS_VERBOSE']) stream?.pipe(process.stderr, { end: false });
    }
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => (this.output += String(error)));
      child.once('close', (code, signal) => resolve((this.ending = { code, signal })));
    });
  }

  static start(file: string, args: readonly string[], { env, cwd, account, ipc }: DaemonOptions = {}): Daemon {
    return new Daemon(
      spawn(file, args, {
        ...account,
        cwd,
        env: { PATH: process.env['PATH'], ...env, ...run.mark },
        stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
        detached: true,
      }),
    );
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`It could not be started: ${this.output}`);
    return this.child.pid;
  }

  async end(signal: NodeJS.Signals, seconds = 20): Promise<Ending> {
    if (this.ending) return this.ending;
    this.child.kill(signal);
    // A frozen process ends once it may go on.
    this.child.kill('SIGCONT');
    const alarm = setTimeout(() => this.child.kill('SIGKILL'), seconds * 1000);
    return this.ended.finally(() => clearTimeout(alarm));
  }

  /** Stops time for the process and everything below it. */
  freeze(): void {
    for (const pid of this.family()) process.kill(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.family()) process.kill(pid, 'SIGCONT');
  }

  private family(): number[] {
    const living = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
    const below = (parent: number): number[] =>
      living.filter((process) => process.parent === parent).flatMap(({ pid }) => [pid, ...below(pid)]);
    return [this.pid, ...below(this.pid)];
  }
}

function parentOf(pid: string): number {
  try {
    // The program's name stands in parentheses and may contain spaces.
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return 0; // ended while we looked
  }
}
