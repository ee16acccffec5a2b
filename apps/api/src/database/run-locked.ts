import { escapeLiteral, type Pool, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import { type DataSource, QueryFailedError } from 'typeorm';
import { AppError } from '../errors/app-error.js';
import type { PreparedStatement } from './run-prepared.js';

/** The statements that a connection has planned. */
const known = new WeakMap<PoolClient, Set<string>>();

/** A statement with its values, as PostgreSQL reads them between quotes. */
export interface Execution {
  readonly statement: PreparedStatement;
  readonly values: readonly string[];
}

/**
 * Takes a lock, then runs a statement: in one transaction and one round trip. The statement reads what was committed before
 * it began, so all that others did under the lock; if it took the lock itself, it would read what was there before.
 * PostgreSQL plans it once for each connection.
 * @param next what is written because of the rows, in the same transaction: a second round trip
 */
export async function runLocked<T extends QueryResultRow>(
  { driver }: DataSource,
  lock: string,
  first: Execution,
  next?: (rows: T[]) => Execution | null,
): Promise<T[]> {
  const { master } = driver as typeof driver & { readonly master: Pool };
  const client = await master.connect();
  let failure: Error | undefined;
  try {
    const results = await client.query(`${next ? 'BEGIN; ' : ''}${lock}; ${await planned(client, first)}`);
    const rows = (results as unknown as readonly QueryResult<T>[]).at(-1)?.rows ?? [];
    const second = next?.(rows);
    if (next) await client.query(`${second ? `${await planned(client, second)}; ` : ''}COMMIT`);
    return rows;
  } catch (error) {
    const { statement, values } = first;
    failure = error instanceof AppError ? error : new QueryFailedError(statement.text, [...values], error as Error);
    throw failure;
  } finally {
    // One that failed is closed, and so rolled back.
    client.release(failure);
  }
}

async function planned(client: PoolClient, { statement: { name, text }, values }: Execution): Promise<string> {
  const names = known.get(client) ?? new Set();
  if (!names.has(name)) await client.query(`PREPARE ${name} AS ${text}`);
  known.set(client, names.add(name));
  return `EXECUTE ${name} (${values.map(escapeLiteral).join(', ')})`;
}
