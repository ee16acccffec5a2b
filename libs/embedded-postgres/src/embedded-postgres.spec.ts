import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { gone, type LockFile, readLock } from './postmaster.js';

const onLinux = process.platform === 'linux' ? it : it.skip;
const onUnix = process.platform === 'win32' ? it.skip : it;

describe('embedded PostgreSQL', () => {
  let dataDir: string;
  let running: EmbeddedPostgres[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
  });

  afterEach(async () => {
    for (const server of running) await server.stop();
    running = [];
  });

  afterAll(async () => {
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(folder = dataDir): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
    running.push(server);
    return server;
  }

  async function lockOf(server: EmbeddedPostgres): Promise<LockFile> {
    const lock = await readLock(join(server.folder, 'data'));
    if (!lock) throw new Error('no server runs');
    return lock;
  }

  it('stop and start: data is kept', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const lock = await lockOf(first);
    await first.stop();
    expect(await gone(lock, 1)).toBe(true);
    expect(await query(await start(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  onUnix('server: listens on a socket of its owner only, on no TCP port, not as root', async () => {
    const server = await start();
    expect(await query(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
    const { mode, uid } = await stat(server.folder);
    expect(mode & 0o777).toBe(0o700);
    expect(uid).not.toBe(0);
  });

  onUnix('deep data folder: socket in a folder with a short path', async () => {
    const server = await start(join(dataDir, 'deep'.repeat(30)));
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    await expect(stat(server.connection.host)).rejects.toThrow('ENOENT');
  });

  it('data folder in use: data_folder_in_use', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ code: 'data_folder_in_use' });
  });

  onUnix('server that outlived its owner: taken over', async () => {
    const crashed = await start();
    const { pid } = await lockOf(crashed);
    await rm(join(crashed.connection.host, 'owner.sock'));
    const next = await start();
    expect(next.adopted).toBe(true);
    expect((await lockOf(next)).pid).toBe(pid);
  });

  it('killed server: starts again with its data', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE safe AS SELECT 42 AS answer');
    process.kill((await lockOf(first)).pid, 'SIGKILL');
    await first.stop();
    const next = await start();
    expect(next.adopted).toBe(false);
    expect(await query(next, 'SELECT answer FROM safe')).toEqual([{ answer: 42 }]);
  });

  onLinux('zombie with the process id of the dead server: server starts', async () => {
    const first = await start();
    await first.stop();
    const zombie = await makeZombie();
    const lock = join(first.folder, 'data', 'postmaster.pid');
    await writeFile(
      lock,
      `${zombie.pid}\n${join(first.folder, 'data')}\n1\n5432\n${first.connection.host}\n\n\nready\n`,
    );
    try {
      expect((await start()).adopted).toBe(false);
    } finally {
      zombie.parent.kill('SIGKILL');
    }
  });

  it.each([
    { state: 'empty', content: '' },
    { state: 'of zeros', content: '\0'.repeat(90) },
  ])('lock file $state, as a power cut leaves it: server starts', async ({ content }) => {
    const first = await start();
    await first.stop();
    await writeFile(join(first.folder, 'data', 'postmaster.pid'), content);
    expect((await start()).adopted).toBe(false);
  });

  it('data of another major version: data_folder_version_mismatch', async () => {
    const first = await start();
    await first.stop();
    const version = join(first.folder, 'data', 'PG_VERSION');
    const major = await readFile(version, 'utf8');
    await writeFile(version, '9\n');
    try {
      const mismatch = { code: 'data_folder_version_mismatch', found: '9', expected: major.trim() };
      await expect(start()).rejects.toMatchObject(mismatch);
    } finally {
      await writeFile(version, major);
    }
  });

  it('file in place of the data folder: data_folder_unusable', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    await expect(start(file)).rejects.toMatchObject({ code: 'data_folder_unusable', folder: file });
  });

  it('platform without binaries: embedded_postgres_unavailable', async () => {
    const { arch } = process;
    Object.defineProperty(process, 'arch', { value: 's390x', configurable: true });
    try {
      await expect(start()).rejects.toMatchObject({ code: 'embedded_postgres_unavailable' });
    } finally {
      Object.defineProperty(process, 'arch', { value: arch, configurable: true });
    }
  });
});

async function query({ connection }: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new Client(connection);
  // A killed server cuts its connections, which must not fail the test.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** An ended child whose parent never waits for it: the shell became `sleep` after starting it. */
async function makeZombie(): Promise<{ pid: number; parent: ChildProcess }> {
  const parent = spawn('/bin/sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  return { pid, parent };
}
