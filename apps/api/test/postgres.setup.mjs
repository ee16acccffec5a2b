import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// The built file: Jest loads a global setup without its module mapping.
import { startEmbeddedPostgres } from '../dist/database/embedded/embedded-postgres.js';

/** One real PostgreSQL for the whole run; every spec makes its own database on it. */
export async function startPostgres() {
  const dataDir = await mkdtemp(join(tmpdir(), 'spawner-test-postgres-'));
  const server = await startEmbeddedPostgres({ dataDir, resolveFrom: import.meta.url, log: () => undefined });
  globalThis.postgresOfThisRun = { server, dataDir };
  process.env.TEST_POSTGRES = JSON.stringify(server.connection);
}
