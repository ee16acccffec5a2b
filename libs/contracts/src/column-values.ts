import { z } from 'zod';

// What columns of the database hold. A request with more than that would fail in the database, as an error of the server.

const MOST_INTEGER = 2_147_483_647;

export const RowId = z.int().min(1).max(MOST_INTEGER);

/** In a path or a query. */
export const RowIdText = z.coerce.number().int().min(1).max(MOST_INTEGER);

/** Of something that several people may change. */
export const Version = z.int().min(0).max(MOST_INTEGER);

/** PostgreSQL counts 1 BC before 1 AD. */
const hasYear = (text: string): boolean => !text.startsWith('0000');

/** Not longer, because PostgreSQL reads no time of more than 128 characters. */
export const Time = z.iso.datetime().max(40).refine(hasYear);

export const Day = z.iso.date().refine(hasYear);
