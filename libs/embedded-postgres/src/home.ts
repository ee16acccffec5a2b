import { createHash } from 'node:crypto';
import { access, chmod, chown, constants, lstat, mkdir, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, chooseAccount } from './account.js';
import { runCommand } from './command.js';
import { DataFolderUnusable, DiskFull } from './errors.js';

/** Where one embedded server keeps everything. */
export interface Home {
  folder: string;
  account: Account | undefined;
  /** Folder of the Unix socket; PostgreSQL's own path in it must stay below the system's limit. */
  sockets: string;
}

const SOCKET_PATH_LIMIT = 103;
/** Used when the server's account cannot reach the data folder, as below /root. */
const COMMON_FOLDER = '/var/lib/spawner';

export const socketFile = (folder: string) => join(folder, '.s.PGSQL.5432');

export async function prepareHome(dataDir: string): Promise<Home> {
  const wanted = join(dataDir, 'postgres');
  try {
    await mkdir(dataDir, { recursive: true });
    const account = await chooseAccount(join(wanted, 'data'));
    const folder = (await realpath(wanted).catch(() => undefined)) ?? (await createHome(dataDir, wanted, account));
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return { folder, account, sockets: await socketFolder(folder, account) };
  } catch (error) {
    throw asFolderError(dataDir, error);
  }
}

async function createHome(dataDir: string, wanted: string, account: Account | undefined): Promise<string> {
  await rm(wanted, { force: true });
  if (await letThrough(account, dataDir)) {
    await mkdir(wanted, { mode: 0o700 });
    if (account) await chown(wanted, account.uid, account.gid);
    return realpath(wanted);
  }
  await mkdir(COMMON_FOLDER, { recursive: true });
  await chmod(COMMON_FOLDER, 0o755);
  const folder = await mkdtemp(join(COMMON_FOLDER, 'postgres-'));
  if (account) await chown(folder, account.uid, account.gid);
  await symlink(folder, wanted);
  return folder;
}

async function letThrough(account: Account | undefined, dataDir: string): Promise<boolean> {
  if (!account) return true;
  // Passing through is all it takes: what lies in the folder stays as private as it was.
  await chmod(dataDir, (await stat(dataDir)).mode | 0o001);
  return (await runCommand('/bin/sh', ['-c', 'cd "$0"', dataDir], { account, timeoutMs: 5_000 })).ok;
}

async function socketFolder(folder: string, account: Account | undefined): Promise<string> {
  if (Buffer.byteLength(socketFile(folder)) <= SOCKET_PATH_LIMIT) return folder;
  const short = join(tmpdir(), `spawner-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`);
  await mkdir(short, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // The name can be guessed, so another user could create it first and listen in our place.
  const { uid, mode } = await lstat(short);
  const ours = [process.getuid?.(), account?.uid].includes(uid) && (mode & 0o177077) === 0o040000;
  if (!ours) throw new DataFolderUnusable(short, 'it belongs to someone else');
  if (account) await chown(short, account.uid, account.gid);
  return short;
}

function asFolderError(folder: string, error: unknown): unknown {
  if (error instanceof DataFolderUnusable) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (!code) return error;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new DiskFull(folder, 0) : new DataFolderUnusable(folder, code);
}
