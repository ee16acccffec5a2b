import { z } from 'zod';
import { AfterDays } from './people.js';

/** Of all accounts that belong to a class, when it is over. */
export const AccountsDeletion = z
  .strictObject({
    after_days: AfterDays.optional().meta({
      description: 'Days until the data is erased; 0: at once. Without it: the setting `deletion_days`.',
    }),
    expected: z.int().min(0).max(100_000).meta({
      description: 'How many accounts the reader was shown. If they are others by now, nothing is done.',
    }),
  })
  .meta({ id: 'AccountsDeletion' });
export type AccountsDeletion = z.output<typeof AccountsDeletion>;
