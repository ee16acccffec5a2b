import { z } from 'zod';
import { RowId } from './column-values.js';
import { ContainerType } from './container-values.js';

export const ClassAct = z.enum(['start', 'stop', 'restart', 'recreate']).meta({ id: 'ClassAct' });
export type ClassAct = z.infer<typeof ClassAct>;

const type = ContainerType.meta({ description: 'A template of the class.' });

/** Containers of members; not of teachers, nor of admins. */
export const ClassCards = z
  .union([
    z.strictObject({ type, user_ids: z.array(RowId).min(1).max(1000) }),
    z.strictObject({
      type,
      all: z.literal(true),
      expected: z.int().min(0).max(100_000).meta({
        description: 'How many members the reader was shown. If they are others by now, nothing is done.',
      }),
    }),
  ])
  .meta({ id: 'ClassCards' });
export type ClassCards = z.output<typeof ClassCards>;

export const StartEstimateQuery = z.strictObject({ type });

/** What starting all would mean, and what stopping all would interrupt. */
export const StartEstimate = z
  .object({
    members: z.int().meta({ description: 'What `expected` of an act on all has to be.' }),
    startable: z.int().meta({ description: 'Have no running container of this template, and may start one.' }),
    room: z.int().meta({ description: 'How many of them have a place on the server at once.' }),
    seconds: z.number().nullable().meta({
      description: 'How long that takes about, by the last launches of this template. Null where there were none.',
    }),
    running: z.int(),
    working: z.int().meta({ description: 'Running, and used in the last two minutes.' }),
  })
  .meta({ id: 'StartEstimate' });
export type StartEstimate = z.infer<typeof StartEstimate>;
