import { findEmbeddedPostgres, startEmbeddedPostgres } from '@spawner/embedded-postgres';
import type { Settings } from '../config/settings.js';
import type { DatabaseAddress } from '../database/data-source.js';

export interface Database {
  readonly address: DatabaseAddress;
  stop(): Promise<void>;
}

interface OpenOptions {
  /** Uses the embedded database of a Spawner that is running, and leaves it running. */
  readonly mayBeShared?: boolean;
}

/** The database that the settings name, or the embedded one. */
export async function openDatabase(settings: Settings, { mayBeShared = false }: OpenOptions = {}): Promise<Database> {
  const stop = (): Promise<void> => Promise.resolve();
  if (settings.databaseUrl) return { address: { url: settings.databaseUrl }, stop };
  const dataDir = settings.folders.data;
  const running = mayBeShared ? await findEmbeddedPostgres(dataDir) : null;
  if (running) return { address: running, stop };
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  return { address: server.connection, stop: () => server.stop() };
}
