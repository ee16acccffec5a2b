import { join } from 'node:path';
import { readPassword, SUPERUSER } from './cluster.js';
import type { EmbeddedPostgres } from './embedded-postgres.js';
import { prepareHome } from './home.js';
import { findRunning } from './postmaster.js';

const READY_MS = 10_000;

/** The server that runs on this data folder at the moment, for a second user beside its owner; null where none does. */
export async function findEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres['connection'] | null> {
  const home = await prepareHome(dataDir);
  const running = await findRunning(join(home.folder, 'data'), READY_MS);
  return running ? { ...running, user: SUPERUSER, password: await readPassword(home), database: 'postgres' } : null;
}
