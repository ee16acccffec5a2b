import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { type DatabaseAddress, dataSourceOptions, migrate } from '../src/database/data-source.js';

type LocalAddress = Exclude<DatabaseAddress, { url: string }>;

export interface TestDatabase {
  readonly address: LocalAddress;
  drop(): Promise<void>;
}

/** A migrated database of the test's own on the run's PostgreSQL, without people. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const database = nameOfDatabase();
  await onServer(async (client) => {
    await makeMigrated(client);
    await client.query(`CREATE DATABASE ${database} TEMPLATE migrated`);
  });
  const made = testDatabase(database);
  // The engine is shared, and an installation looks after all containers with its id.
  await onServer((client) => client.query('UPDATE installation SET id = gen_random_uuid()'), made.address);
  return made;
}

/** For tests of the migrations. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const database = nameOfDatabase();
  await onServer((client) => client.query(`CREATE DATABASE ${database}`));
  return testDatabase(database);
}

/** Once a run: all migrations take half a second, and a copy of their result a tenth of it. */
async function makeMigrated(client: Client): Promise<void> {
  // Until the connection ends, so that other workers wait.
  await client.query('SELECT pg_advisory_lock(1)');
  const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'migrated'`);
  if (rowCount) return;
  await client.query('CREATE DATABASE draft');
  const source = await new DataSource(dataSourceOptions({ ...server(), database: 'draft' })).initialize();
  await migrate(source);
  await source.destroy();
  await client.query('ALTER DATABASE draft RENAME TO migrated');
}

const nameOfDatabase = () => `test_${randomUUID().replaceAll('-', '')}`;

const testDatabase = (database: string): TestDatabase => ({
  address: { ...server(), database },
  drop: () => onServer((client) => client.query(`DROP DATABASE ${database} WITH (FORCE)`)),
});

function server(): LocalAddress {
  const given = JSON.parse(process.env['TEST_POSTGRES'] ?? 'null') as LocalAddress | null;
  if (!given) throw new Error('TEST_POSTGRES is not set: run the tests through jest.config.cjs');
  return given;
}

async function onServer(work: (client: Client) => Promise<unknown>, address = server()): Promise<void> {
  const client = new Client(address);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
