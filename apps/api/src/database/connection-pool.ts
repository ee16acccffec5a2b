import { Pool, type PoolClient } from 'pg';
import { AppError } from '../errors/app-error.js';
import { WatchedClient } from './watched-client.js';

type OnConnect = (error: Error | undefined, client: PoolClient | undefined, release: (error?: unknown) => void) => void;

/**
 * Gives its failures their name here, where it is certain that they are the database's: TypeORM passes them on as they
 * are, and an ECONNREFUSED or ENOENT does not say whose socket it was.
 */
export class ConnectionPool extends Pool {
  constructor(config: ConstructorParameters<typeof Pool>[0]) {
    super({ ...config, Client: WatchedClient });
  }

  override connect(): Promise<PoolClient>;
  override connect(onConnect: OnConnect): void;
  override connect(onConnect?: OnConnect): Promise<PoolClient> | void {
    const unavailable = (cause: unknown): AppError => new AppError('database_unavailable', {}, { cause });
    if (!onConnect) {
      return super.connect().catch((error: unknown) => {
        throw unavailable(error);
      });
    }
    super.connect((error, client, release) => {
      onConnect(error && unavailable(error), client, release);
    });
  }
}
