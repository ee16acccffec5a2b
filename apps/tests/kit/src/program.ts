import { type ChildProcess, spawn } from 'node:child_process';
import { descendantsOf, stillAlive } from './process-tree.js';
import { runId } from './run.js';

export interface ProgramOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** A message channel beside the output. */
  readonly ipc?: boolean;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of this run that tests can stop, freeze and kill. */
export class Program {
  output = '';
  /** Set after its end. */
  exit: Exit | null = null;
  /** True from the first attempt to end it: its exit is expected. */
  isEnding = false;
  readonly exited: Promise<Exit>;

  private constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
      if (process.env['TEST_VERBOSE']) stream?.pipe(process.stderr, { end: false });
    }
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => (this.output += String(error)));
      child.once('close', (code, signal) => resolve((this.exit = { code, signal })));
    });
  }

  static start(file: string, args: readonly string[], { env, cwd, account, ipc }: ProgramOptions = {}): Program {
    return new Program(
      spawn(file, args, {
        ...account,
        cwd,
        env: { PATH: process.env['PATH'], ...env, SPAWNER_TEST_RUN: runId() },
        stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
        // Ctrl-C must reach the test runner only, which then ends its processes.
        detached: true,
      }),
    );
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`It could not be started: ${this.output}`);
    return this.child.pid;
  }

  /** The last lines of its output. */
  log(lines: number): string {
    return this.output.split('\n').slice(-lines).join('\n');
  }

  /** Sends the signal, and kills the process if it does not end in time. */
  async end(signal: NodeJS.Signals, seconds = 20): Promise<Exit> {
    if (this.exit) return this.exit;
    this.isEnding = true;
    this.child.kill(signal);
    // A frozen process handles the signal only after SIGCONT.
    this.child.kill('SIGCONT');
    const alarm = setTimeout(() => this.child.kill('SIGKILL'), seconds * 1000);
    return this.exited.finally(() => clearTimeout(alarm));
  }

  /** As `end`, with the duration and the child processes that it left, which are killed. */
  async stop(
    signal: NodeJS.Signals,
    seconds?: number,
  ): Promise<Exit & { readonly seconds: number; readonly leftBehind: number }> {
    const children = this.exit ? [] : descendantsOf(this.pid);
    const began = performance.now();
    const exit = await this.end(signal, seconds);
    const took = (performance.now() - began) / 1000;
    const left = stillAlive(children);
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    return { ...exit, seconds: took, leftBehind: left.length };
  }

  /** Suspends the process and all its descendants. */
  freeze(): void {
    this.signalAll('SIGSTOP');
  }

  thaw(): void {
    this.signalAll('SIGCONT');
  }

  private signalAll(signal: NodeJS.Signals): void {
    for (const pid of [this.pid, ...descendantsOf(this.pid).map((child) => child.pid)]) process.kill(pid, signal);
  }
}
