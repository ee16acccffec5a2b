import { z } from 'zod';

/** Of every list with pages. The next page begins after `cursor`, so rows that come and go meanwhile move nothing. */
export const listQuery = <Sort extends string>(sorts: readonly [Sort, ...Sort[]]) =>
  z.strictObject({
    q: z
      .string()
      .trim()
      .max(100)
      // PostgreSQL takes no such text.
      .refine((text) => !text.includes('\0'))
      .optional()
      .meta({ description: 'Text to search for.' }),
    sort: z
      .enum(sorts)
      .default(sorts[0] as never)
      .meta({ description: 'With `-` in front: descending.' }),
    cursor: z.string().max(500).optional().meta({ description: 'The `next_cursor` of the page before.' }),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  });

/** `total` is exact up to this; one more means "over". */
export const MOST_COUNTED = 10_000;

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().meta({ description: 'Null on the last page.' }),
    total: z
      .int()
      .meta({ description: `Exact up to ${String(MOST_COUNTED)}; ${String(MOST_COUNTED + 1)} means more.` }),
  });
