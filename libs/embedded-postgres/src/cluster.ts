import { randomBytes } from 'node:crypto';
import { chmod, chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { runCommand } from './command.js';
import { DataFolderUnusable, DataFolderVersionMismatch } from './errors.js';
import { failure } from './failure.js';
import type { Home } from './home.js';

export const SUPERUSER = 'spawner';
const windows = process.platform === 'win32';

/** Makes the database files on the first start, and refuses those of another major version. */
export async function ensureCluster(home: Home, binaries: Binaries): Promise<void> {
  const data = join(home.folder, 'data');
  const found = await readFile(join(data, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new DataFolderUnusable(data, error.code ?? error.message);
  });
  if (found === undefined) return initialise(home, binaries);
  if (found.trim() !== binaries.major) throw new DataFolderVersionMismatch(data, found.trim(), binaries.major);
}

async function initialise(home: Home, binaries: Binaries): Promise<void> {
  // Made aside and renamed, so that an interrupted first start never looks like a database.
  const partial = join(home.folder, 'data.partial');
  const password = passwordFile(home);
  await rm(partial, { recursive: true, force: true });
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (home.account) await chown(password, home.account.uid, home.account.gid);
  const { ok, output } = await runCommand(
    binaries.initdb,
    [
      ...['-D', partial, '-U', SUPERUSER, `--pwfile=${password}`, '-E', 'UTF8', '--no-instructions'],
      // the same order and case rules on every machine, whatever locales it has
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      // only the owner can reach the socket in its 0700 folder; a TCP port is open to everyone on the machine
      windows ? '--auth=scram-sha-256' : '--auth=trust',
    ],
    { account: home.account, timeoutMs: 120_000 },
  );
  if (!ok) throw await failure('initialise', home, output);
  await rename(partial, join(home.folder, 'data'));
}

/** Written at every start: the folder may have moved, and on Windows the port is a new one. */
export async function writeSettings(home: Home): Promise<void> {
  const settings = {
    ...(windows
      ? { listen_addresses: '127.0.0.1', port: await freePort() }
      : { listen_addresses: '', unix_socket_directories: home.sockets, unix_socket_permissions: '0700' }),
    max_connections: 50,
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    io_method: 'sync',
    jit: 'off',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'\n`);
  const file = join(home.folder, 'data', 'postgresql.conf');
  await writeFile(file, lines.join(''));
  await chmod(file, 0o600);
  if (home.account) await chown(file, home.account.uid, home.account.gid);
}

export const readPassword = (home: Home) => readFile(passwordFile(home), 'utf8');

const passwordFile = (home: Home) => join(home.folder, 'password');

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
