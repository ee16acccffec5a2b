import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { DatabaseAddress } from '../src/database/data-source.js';

type LocalAddress = Exclude<DatabaseAddress, { url: string }>;

export interface TestDatabase {
  readonly address: LocalAddress;
  drop(): Promise<void>;
}

/** An empty database of the test's own on the run's PostgreSQL. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = JSON.parse(process.env['TEST_POSTGRES'] ?? 'null') as LocalAddress | null;
  if (!server) throw new Error('TEST_POSTGRES is not set: run the tests through jest.config.cjs');
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${database}`);
  return { address: { ...server, database }, drop: () => onServer(server, `DROP DATABASE ${database} WITH (FORCE)`) };
}

async function onServer(server: LocalAddress, statement: string): Promise<void> {
  const client = new Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
