import { type DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import { poll } from '../background/poll.js';
import { ConnectionPool } from './connection-pool.js';
import { migrations } from './migrations/index.js';

/** The address of PostgreSQL: a URL, or its parts for a local socket. */
export type DatabaseAddress =
  | { url: string }
  | { host: string; port: number; user: string; password: string; database: string };

/** Milliseconds. A frozen server reports no error by itself. No query of this product takes a tenth of this. */
export const TIMEOUTS = { connectionTimeoutMillis: 5000, query_timeout: 5000 } as const;

/** One number for every Spawner process, so that only one of them migrates at a time. */
const MIGRATION_LOCK = 0x5bad;

/** Knows no entities: each module brings its own, with `TypeOrmModule.forFeature`. */
export function dataSourceOptions(address: DatabaseAddress): DataSourceOptions {
  const { user, ...rest } = 'url' in address ? { ...address, user: undefined } : address;
  return {
    type: 'postgres',
    ...rest,
    ...(user && { username: user }),
    migrations,
    poolSize: 10,
    connectTimeoutMS: TIMEOUTS.connectionTimeoutMillis,
    driver: { Pool: ConnectionPool },
    extra: {
      query_timeout: TIMEOUTS.query_timeout,
      statement_timeout: TIMEOUTS.query_timeout,
      idle_in_transaction_session_timeout: 30_000,
      application_name: 'spawner',
    },
  };
}

const MIGRATION_TURN = { everyMs: 100, forMs: 60_000 } as const;

/** Runs the missing migrations, one process at a time: a second process waits, and then finds none missing. */
export async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await migrationTurn(runner);
    try {
      await source.runMigrations({ transaction: 'each' });
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}

/** Tries repeatedly instead of waiting in one query, because no query may take longer than the timeout. */
async function migrationTurn(runner: QueryRunner): Promise<void> {
  const turn = await poll(MIGRATION_TURN, async () => {
    const rows = (await runner.query('SELECT pg_try_advisory_lock($1) AS mine', [MIGRATION_LOCK])) as {
      mine: boolean;
    }[];
    return rows[0]?.mine === true;
  });
  if (!turn) throw new Error('another Spawner has been changing the database for a minute; end it first');
}
