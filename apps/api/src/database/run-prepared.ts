import type { Pool, QueryResultRow } from 'pg';
import { type DataSource, QueryFailedError } from 'typeorm';
import { AppError } from '../errors/app-error.js';

export interface PreparedStatement {
  /** Unique among all of them. */
  readonly name: string;
  readonly text: string;
}

/**
 * Runs a statement that PostgreSQL parses and plans once for each connection. For frequent short ones: planning takes
 * longer than running them. TypeORM cannot name statements, so this takes its pool.
 */
export async function runPrepared<T extends QueryResultRow>(
  { driver }: DataSource,
  { name, text }: PreparedStatement,
  values: unknown[],
): Promise<T[]> {
  const { master } = driver as typeof driver & { readonly master: Pool };
  try {
    return (await master.query<T>({ name, text, values })).rows;
  } catch (error) {
    // As TypeORM would: by this class the error of a lost connection is known.
    throw error instanceof AppError ? error : new QueryFailedError(text, values, error as Error);
  }
}
