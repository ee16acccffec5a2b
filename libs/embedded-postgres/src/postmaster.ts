import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresFailed } from './errors.js';
import { socketFile } from './home.js';

/** Where a running server listens: a Unix socket's folder, or an address on this machine. */
export interface Endpoint {
  host: string;
  port: number;
}

export interface LockFile extends Endpoint {
  pid: number;
  state: string;
}

/** No process has this id; signalling it says "no such process" everywhere. */
const NOBODYS_PID = 99_999_999;

/** The endpoint of a server that already serves this data; waits while it is still starting or stopping. */
export async function findRunning(data: string, timeoutMs: number): Promise<Endpoint | undefined> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(20)) {
    const lock = await readLock(data);
    if (!lock || !(await isServer(lock))) return undefined;
    if (lock.state === 'ready') return { host: lock.host, port: lock.port };
  }
  throw new EmbeddedPostgresFailed(
    'start',
    `A server on ${data} neither became ready nor ended within ${timeoutMs} ms.`,
  );
}

export async function readLock(data: string): Promise<LockFile | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const [pid, , , port, sockets, listen, , state] = lines.map((line) => line.trim());
  if (!pid) return undefined;
  return { pid: Number(pid), port: Number(port), host: sockets || listen || '', state: state ?? 'starting' };
}

/**
 * Frees what a dead server left. PostgreSQL clears up after a process id that is gone, but not after a zombie (no one
 * reaps orphans in a container without init) or an id that another program has since got. The lock file itself stays:
 * it also names the shared memory by which the new server sees that children of the old one still live.
 */
export async function disownStale(data: string, sockets: string): Promise<void> {
  await rm(`${socketFile(sockets)}.lock`, { force: true });
  const lock = join(data, 'postmaster.pid');
  const content = await readFile(lock, 'utf8').catch(() => undefined);
  if (content === undefined) return;
  // After a power cut, and PostgreSQL starts over none of these.
  if (content.replaceAll('\0', '') === '') return rm(lock);
  // In place: a file cut short on a full disk would be the empty one.
  await writeFile(lock, content.replace(/^\d+/, String(NOBODYS_PID)), { flag: 'r+' });
}

/** Resolves once the server that held this lock has gone: it gives the lock up a moment before it ends. */
export async function gone(lock: LockFile, timeoutMs: number): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(5)) {
    if (!(await isServer(lock))) return true;
  }
  return false;
}

async function isServer(lock: LockFile): Promise<boolean> {
  if (process.platform === 'win32') return accepts(lock);
  const described = process.platform === 'linux' ? await describeByProc(lock.pid) : await describeByPs(lock.pid);
  return described !== undefined && !described.state.startsWith('Z') && described.program.includes('postgres');
}

async function describeByProc(pid: number): Promise<{ state: string; program: string } | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, program, state] = /^\d+ \((.*)\) (\S)/s.exec(line) ?? [];
  return program && state ? { program, state } : undefined;
}

async function describeByPs(pid: number): Promise<{ state: string; program: string } | undefined> {
  const asked = promisify(execFile)('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { timeout: 5_000 });
  const [state, program] = (await asked.catch(() => ({ stdout: '' }))).stdout.trim().split(/\s+/, 2);
  return program && state ? { program, state } : undefined;
}

function accepts({ host, port }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const answer = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
