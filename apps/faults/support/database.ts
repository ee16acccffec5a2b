import { Client, type ClientConfig } from 'pg';
import type { Environment } from './product.js';

const ANSWER_MS = 5000;

/** What the product keeps its data in. */
export abstract class Database {
  /** By which the product finds it. */
  abstract readonly environment: Environment;
  protected abstract readonly address: ClientConfig;

  /** Over a connection of its own, so that a fault never finds a stale one here. */
  async query<T>(sql: string, values: unknown[] = []): Promise<T[]> {
    const client = new Client({
      ...this.address,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      application_name: 'faults',
    });
    // A server that ends while nobody asks it would otherwise end us.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(sql, values)).rows as T[];
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** When no product process lives any more. */
  abstract close(): Promise<void>;
}
