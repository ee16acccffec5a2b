import type { Pool, QueryResult, QueryResultRow } from 'pg';
import { type DataSource, QueryFailedError } from 'typeorm';
import { AppError } from '../errors/app-error.js';

/**
 * Runs statements in one transaction and one round trip, each on what was committed before it began. So a lock that the
 * first takes holds for what the last reads. PostgreSQL takes no parameters with several statements: values have to be
 * quoted with `escapeLiteral`.
 * @returns the rows of the last one
 */
export async function runTogether<T extends QueryResultRow>(
  { driver }: DataSource,
  statements: readonly string[],
): Promise<T[]> {
  const { master } = driver as typeof driver & { readonly master: Pool };
  const text = statements.join(';\n');
  try {
    // The driver gives an array where there are several results.
    const results = (await master.query<T>(text)) as QueryResult<T> | readonly QueryResult<T>[];
    return [results].flat().at(-1)?.rows ?? [];
  } catch (error) {
    throw error instanceof AppError ? error : new QueryFailedError(text, [], error as Error);
  }
}
