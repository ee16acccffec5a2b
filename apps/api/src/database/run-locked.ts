import { escapeLiteral, type Pool, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import { type DataSource, QueryFailedError } from 'typeorm';
import { AppError } from '../errors/app-error.js';
import type { PreparedStatement } from './run-prepared.js';

/** The statements that a connection has planned. */
const known = new WeakMap<PoolClient, Set<string>>();

/**
 * Takes a lock, then runs a statement with one parameter, as JSON: in one transaction and one round trip. The statement
 * reads what was committed before it began, so all that others did under the lock; if it took the lock itself, it would
 * read what was there before. PostgreSQL plans it once for each connection.
 */
export async function runLocked<T extends QueryResultRow>(
  { driver }: DataSource,
  lock: string,
  { name, text }: PreparedStatement,
  value: object,
): Promise<T[]> {
  const { master } = driver as typeof driver & { readonly master: Pool };
  const client = await master.connect();
  let failure: Error | undefined;
  try {
    const planned = known.get(client) ?? new Set();
    if (!planned.has(name)) await client.query(`PREPARE ${name} (jsonb) AS ${text}`);
    known.set(client, planned.add(name));
    const results = await client.query(`${lock}; EXECUTE ${name} (${escapeLiteral(JSON.stringify(value))})`);
    return (results as unknown as readonly QueryResult<T>[]).at(-1)?.rows ?? [];
  } catch (error) {
    failure = error instanceof AppError ? error : new QueryFailedError(text, [value], error as Error);
    throw failure;
  } finally {
    client.release(failure);
  }
}
