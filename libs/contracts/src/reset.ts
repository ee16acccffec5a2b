import { z } from 'zod';
import { ContainerType } from './container-values.js';
import { peopleOfClass, saysWho } from './material.js';

/** `container`: a new one, the files stay; `data`: empty folders and the newest material; `data_and_card`: also the login card ends. */
export const ResetMode = z.enum(['container', 'data', 'data_and_card']).meta({ id: 'ResetMode' });
export type ResetMode = z.infer<typeof ResetMode>;

export const ResetRequest = z
  .strictObject({
    type: ContainerType.meta({ description: 'A template of the class.' }),
    mode: ResetMode,
    ...peopleOfClass,
    expected: z.int().min(0).max(100_000).meta({
      description: 'How many people the reader was shown. If they are others by now, nothing is done.',
    }),
    collect_first: z.boolean().default(true).meta({
      description: 'Nobody’s files are deleted before they are in a collection. Without effect on `container`.',
    }),
  })
  .refine(saysWho, 'needs either user_ids or all')
  .meta({ id: 'ResetRequest' });
export type ResetRequest = z.output<typeof ResetRequest>;

export const StartedReset = z
  .object({
    job_id: z.uuid(),
    collection_id: z.uuid().nullable().meta({ description: 'Where the files go before they are deleted.' }),
  })
  .meta({ id: 'StartedReset' });
export type StartedReset = z.infer<typeof StartedReset>;
