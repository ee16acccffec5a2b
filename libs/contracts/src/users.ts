import { z } from 'zod';
import { languages } from './values.js';

/** `registered` (mail not confirmed) → `verified` → `active` (has started a container). */
export const UserState = z.enum(['registered', 'verified', 'active']).meta({ id: 'UserState' });
export type UserState = z.infer<typeof UserState>;

/** Managers lead classes; everything else that users may not do needs an admin. */
export const Role = z.enum(['admin', 'manager', 'user']).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

/** Whether an admin has let this account in. Where nobody has to, it is `granted`. */
export const Approval = z.enum(['granted', 'waiting', 'refused']).meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;

export const User = z
  .object({
    id: z.int(),
    email: z.string().nullable().meta({ description: 'Null for accounts that belong to a class.' }),
    display_name: z.string().nullable(),
    language: z.enum(languages).nullable().meta({ description: 'Of mails. Null until it is chosen.' }),
    slug: z.string().meta({ description: 'First part of the user’s service paths: `/{slug}-{type}`.' }),
    role: Role,
    is_admin: z.boolean().meta({ description: 'The role is `admin`.' }),
    state: UserState,
    approval: Approval,
    class_account: z
      .boolean()
      .meta({ description: 'Made for a class: it has no mail address and ends with the class.' }),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;
