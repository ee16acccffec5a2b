import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chooseAccount, findBinaries, runCommand } from '@spawner/embedded-postgres';
import { Client } from 'pg';
import { freePort } from './free-port.js';
import type { Environment } from './product.js';
import { Program } from './program.js';
import { until } from './until.js';

const run = promisify(execFile);
const ANSWER_MS = 5000;

/** Creates an empty cluster; servers start with a copy of it. */
export async function layOutPostgres(folder: string): Promise<void> {
  const home = join(folder, 'postgres');
  await mkdir(home);
  const account = await chooseAccount(home);
  if (account) await chown(home, account.uid, account.gid);
  const { initdb } = await findBinaries({ copyTo: home, account });
  const { ok, output } = await runCommand(
    initdb,
    ['-D', join(home, 'pristine'), '-U', 'spawner', '--auth=trust', '-E', 'UTF8'],
    { account, timeoutMs: 120_000 },
  );
  if (!ok) throw new Error(output);
}

/** A real PostgreSQL server that tests can stop, freeze and kill. */
export class Postgres {
  private program: Program | null = null;

  private constructor(
    private readonly home: string,
    private readonly data: string,
    private readonly port: number,
  ) {}

  /** @param folder prepared by layOutPostgres */
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

  /** Of the server; each connection has a process below it. */
  get pid(): number {
    if (!this.program) throw new Error('PostgreSQL does not run');
    return this.program.pid;
  }

  /** Connection settings for the product. */
  get environment(): Environment {
    return { DATABASE_URL: this.url };
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
    const account = await chooseAccount(this.data);
    const { postgres } = await findBinaries({ copyTo: this.home, account });
    const program = Program.start(
      postgres,
      ['-D', this.data, ...Object.entries(settings).flatMap((setting) => ['-c', setting.join('=')])],
      { account, cwd: '/', env: { LC_ALL: 'C' } },
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

  /** Stops it like an administrator: closes every connection. */
  async stop(): Promise<void> {
    await this.program?.end('SIGINT');
  }

  /** Kills the server and all of its processes, like a power cut. */
  async close(): Promise<void> {
    await this.program?.end('SIGQUIT');
  }

  freeze(): void {
    this.program?.freeze();
  }

  thaw(): void {
    this.program?.thaw();
  }

  /** Terminates every connection except its own. */
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

/** Uses a new connection, because a fault would leave a kept one stale. */
export async function query<T>(url: string, sql: string, values: readonly unknown[] = []): Promise<T[]> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    application_name: 'tests',
  });
  // Without a listener, a server that ends between queries would crash the test.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(sql, [...values])).rows as T[];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Creates a database and returns its URL. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `test_${randomBytes(4).toString('hex')}`;
  await query(serverUrl, `CREATE DATABASE ${name}`);
  return new URL(name, serverUrl).href;
}
