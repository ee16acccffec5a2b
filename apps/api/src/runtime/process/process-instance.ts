import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { SERVICE_PORT } from '@spawner/engine';
import type { ContainerKey } from '../../container-ref/container-ref.js';
import type { Address, Instance } from '../container-runtime.js';
import { openPort } from '../open-port.js';
import type { ProcessImage } from './process-images.js';

/**
 * Loaded into every service before its own code. Its standard input is a pipe that this process holds: when this process
 * ends, in whatever way, the pipe ends and the service with it.
 */
const EXIT_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM')).resume().unref();",
)}`;

const STOP_MS = 5000;

/** What is kept of an instance between two runs of the product. */
export interface InstanceRecord extends ContainerKey {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Missing in records of older releases. */
  readonly specHash?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Absent in records of older releases. */
  readonly keptPrefix?: string;
  readonly createdAt: string;
}

/** One service as a process of this machine. */
export class ProcessInstance {
  private child: ChildProcess | null = null;
  private address: Address | null = null;
  private exitCode: number | null = null;
  private run = endedRun();

  constructor(
    private remembered: InstanceRecord,
    private logFile: string,
    private readonly onChange: () => void,
  ) {}

  get record(): InstanceRecord {
    return this.remembered;
  }

  rename(name: string, logFile: string): void {
    this.remembered = { ...this.remembered, name };
    this.logFile = logFile;
  }

  get running(): boolean {
    return this.child !== null;
  }

  /** Aborted once the current run is over, and while there is none. */
  get ended(): AbortSignal {
    return this.run.signal;
  }

  describe(): Instance {
    const { environment: _, createdAt, keptPrefix = '', ...record } = this.record;
    return {
      ...record,
      // Each start takes the newest.
      imageId: null,
      specHash: record.specHash ?? null,
      state: this.running ? 'running' : this.exitCode === null ? 'created' : 'exited',
      exitCode: this.running ? null : this.exitCode,
      outOfMemory: false,
      health: null,
      memoryBytes: null,
      port: this.address?.port ?? SERVICE_PORT,
      keptPrefix,
      address: this.address,
      restarts: 0,
      ...{ node: null, waitsFor: null },
      createdAt: new Date(createdAt),
    };
  }

  /** @param volumes environment variables with the folders of the instance's volumes */
  async start(image: ProcessImage, volumes: Readonly<Record<string, string>>): Promise<void> {
    const free = await openPort('127.0.0.1');
    await free.close();
    if (this.running) return;
    const log = openSync(this.logFile, 'a');
    const child = spawn(process.execPath, ['--import', EXIT_WITH_PARENT, image.script], {
      cwd: image.folder,
      // Nothing of our own environment: it holds the platform's secrets.
      env: {
        ...this.record.environment,
        ...volumes,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(free.port),
      },
      stdio: ['pipe', log, log],
      // A Ctrl-C in the terminal would reach the service as well, before this process stops it in order.
      detached: true,
    });
    closeSync(log);
    const run = new AbortController();
    this.child = child;
    this.run = run;
    this.address = { host: '127.0.0.1', port: free.port };
    child.once('exit', (code, signal) => {
      this.child = null;
      this.address = null;
      this.exitCode = code ?? (signal ? 128 : 1);
      run.abort();
      this.onChange();
    });
    child.once('error', () => undefined);
    await once(child, 'spawn');
    this.onChange();
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const alarm = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(alarm);
  }
}

function endedRun(): AbortController {
  const run = new AbortController();
  run.abort();
  return run;
}
