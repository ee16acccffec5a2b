import { Pool, type PoolClient } from 'pg';
import { AppError } from '../errors/app-error.js';
import { WatchedClient } from './watched-client.js';

type OnConnect = (error: Error | undefined, client: PoolClient | undefined, release: (error?: unknown) => void) => void;

/**
 * Names the errors of connecting here, where it is certain that the database caused them: TypeORM passes them on
 * unchanged, and an ECONNREFUSED or ENOENT does not tell which socket failed.
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
