import { z } from 'zod';

/** `registered` (mail not confirmed) → `verified` → `active` (has started a container). */
export const UserState = z.enum(['registered', 'verified', 'active']).meta({ id: 'UserState' });
export type UserState = z.infer<typeof UserState>;

export const User = z
  .object({
    id: z.int(),
    email: z.string(),
    slug: z.string().meta({ description: 'First part of the user’s service paths: `/{slug}-{type}`.' }),
    is_admin: z.boolean(),
    state: UserState,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;
