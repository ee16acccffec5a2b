import { z } from 'zod';

/** A person as lists of other things name them. */
export const PersonRef = z
  .object({
    id: z.int(),
    name: z.string().meta({ description: 'What people call them: display name, else mail address, else slug.' }),
  })
  .meta({ id: 'PersonRef' });
export type PersonRef = z.infer<typeof PersonRef>;
