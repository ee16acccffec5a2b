import { Time } from '@spawner/contracts';
import { z } from 'zod';
import { InvalidRequest } from '../errors/invalid-request.error.js';

/** Where a page of a list ends: the sort key of its last row, and its id because keys may be equal. */
export interface Position {
  readonly key: string | number | null;
  readonly id: number | string;
}

const Cursor = z.strictObject({
  /** The sort it was made with: a key of another sort means nothing. */
  sort: z.string(),
  key: z.union([
    z
      .string()
      .max(400)
      .regex(/^[^\0]*$/),
    z.number(),
    z.null(),
  ]),
  id: z.union([z.int(), z.string().max(60)]),
});

export const cursorOf = (sort: string, { key, id }: Position): string =>
  Buffer.from(JSON.stringify({ sort, key, id })).toString('base64url');

/** @throws InvalidRequest where the cursor is not one of this list in this order */
export function positionOf(cursor: string | undefined, sort: string): Position | null {
  if (cursor === undefined) return null;
  const parsed = Cursor.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success || parsed.data.sort !== sort) throw notOfThisList();
  return { key: parsed.data.key, id: parsed.data.id };
}

const TimePosition = z.object({ key: Time, id: z.uuid() });

/**
 * As `positionOf`, in a list that is sorted by a time and has UUIDs. Checked here: anybody can write a cursor by hand, and
 * the database would fail on a value that it cannot cast.
 */
export function timePositionOf(cursor: string | undefined, sort: string): z.output<typeof TimePosition> | null {
  const position = positionOf(cursor, sort);
  if (!position) return null;
  const { data } = TimePosition.safeParse(position);
  if (!data) throw notOfThisList();
  return data;
}

/** A text as it stands in a LIKE pattern. */
export const likePattern = (text: string): string => `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;

const notOfThisList = (): InvalidRequest =>
  new InvalidRequest([{ path: ['cursor'], message: 'is not a cursor of this list' }]);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
