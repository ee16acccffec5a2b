import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Daemon } from './daemon.js';
import { Database } from './database.js';
import { freePort } from './free-port.js';
import type { Environment } from './product.js';
import { run } from './run.js';
import { until } from './until.js';

/** A real PostgreSQL server to be stopped, frozen and killed. */
export class Postgres extends Database {
  private server: Daemon | null = null;

  private constructor(
    private readonly data: string,
    private readonly port: number,
  ) {
    super();
  }

  static async start(name: string): Promise<Postgres> {
    const home = join(run.folder, 'postgres');
    const postgres = new Postgres(join(home, name), await freePort());
    await promisify(execFile)('cp', ['-a', join(home, 'pristine'), postgres.data]);
    await postgres.start();
    return postgres;
  }

  get environment(): Environment {
    return { DATABASE_URL: this.address.connectionString };
  }

  protected get address(): { readonly connectionString: string } {
    return { connectionString: `postgres://spawner@127.0.0.1:${this.port}/postgres` };
  }

  async start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: '',
      fsync: 'off',
      shared_buffers: '32MB',
    };
    this.server = Daemon.start(
      run.databaseServer,
      ['-D', this.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { account: run.databaseAccount, cwd: '/', env: { LC_ALL: 'C' } },
    );
    await until('PostgreSQL answers', 30, () =>
      this.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    );
  }

  /** As an administrator does: every connection is ended. */
  async stop(): Promise<void> {
    await this.server?.end('SIGINT');
  }

  freeze(): void {
    this.server?.freeze();
  }

  thaw(): void {
    this.server?.thaw();
  }

  /** Ends every connection but the one that asks. */
  async terminateConnections(): Promise<void> {
    await this.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
  }

  async close(): Promise<void> {
    await this.server?.end('SIGQUIT');
  }
}
