import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spawner/embedded-postgres';

/** One real PostgreSQL for the whole run; every spec makes its own database on it. */
export async function startPostgres() {
  const dataDir = await mkdtemp(join(tmpdir(), 'spawner-test-postgres-'));
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  globalThis.postgresOfThisRun = { server, dataDir };
  process.env.TEST_POSTGRES = JSON.stringify(server.connection);
}
