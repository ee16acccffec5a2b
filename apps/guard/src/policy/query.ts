import { labels } from '@spawner/engine';
import { z } from 'zod';

/** Schemas of query values; the engine gets the query rebuilt from their output. */
export const flag = z.enum(['true', 'false', '1', '0']);
export const number = z.string().regex(/^\d{1,9}$/);
export const path = z.string().regex(/^\/[^\0]{0,4000}$/);

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

/** Filters are JSON in the query; each is a list of values. */
export const filters = <T extends z.ZodRawShape>(shape: T) => json.pipe(z.strictObject(shape));

export const values = z.array(z.string().max(300)).max(20);
export const imageLabels = json.pipe(z.strictObject({ [labels.context]: z.string().regex(/^[a-f0-9]{64}$/) }));
export const buildArguments = json.pipe(z.record(z.string(), z.string()));
