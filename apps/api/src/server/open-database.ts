import type { Settings } from '../config/settings.js';
import type { DatabaseAddress } from '../database/data-source.js';
import { startEmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { findEmbeddedPostgres } from '../database/embedded/find-embedded-postgres.js';

export interface Database {
  readonly address: DatabaseAddress;
  stop(): Promise<void>;
}

interface OpenOptions {
  /** Uses the embedded database of a Spawner that is running, and leaves it running. */
  readonly mayBeShared?: boolean;
}

/**
 * The database that the settings name, or the embedded one.
 * @param resolveFrom a file of this package, from which its optional packages are found
 */
export async function openDatabase(
  settings: Settings,
  resolveFrom: string,
  { mayBeShared = false }: OpenOptions = {},
): Promise<Database> {
  const stop = (): Promise<void> => Promise.resolve();
  if (settings.databaseUrl) return { address: { url: settings.databaseUrl }, stop };
  const dataDir = settings.folders.data;
  const running = mayBeShared ? await findEmbeddedPostgres(dataDir) : null;
  if (running) return { address: running, stop };
  const server = await startEmbeddedPostgres({ dataDir, resolveFrom, log: () => undefined });
  return { address: server.connection, stop: () => server.stop() };
}
