import { z } from 'zod';
import { DisplayName } from './account.js';
import { PrintedCards, ShortCode } from './login-cards.js';
import { User } from './users.js';

const Timestamp = z.iso.datetime();

/** `open`: at once; `ask`: a teacher lets them in; `guest`: also without an account. */
export const JoinMode = z.enum(['open', 'ask', 'guest']).meta({ id: 'JoinMode' });
export type JoinMode = z.infer<typeof JoinMode>;

export const NewJoinCode = z
  .strictObject({
    mode: JoinMode,
    days: z.int().min(1).max(90).default(1),
    seats: z.int().min(1).max(1000).nullable().default(null).meta({ description: 'Null: as many as come.' }),
  })
  .meta({ id: 'NewJoinCode' });
export type NewJoinCode = z.output<typeof NewJoinCode>;

export const JoinCode = z
  .object({
    code: z.string(),
    url: z.string().meta({ description: 'Opens the page with the code filled in.' }),
    mode: JoinMode,
    until: Timestamp,
    seats: z.int().nullable(),
    used: z.int(),
  })
  .meta({ id: 'JoinCode' });
export type JoinCode = z.infer<typeof JoinCode>;

export const ClassEntrance = z
  .object({
    join_code: JoinCode.nullable(),
    waiting: z
      .array(z.object({ user_id: z.int(), name: z.string(), since: Timestamp }))
      .meta({ description: 'People with an account, longest first.' }),
    guests: z
      .array(z.object({ guest_id: z.int(), name: z.string(), since: Timestamp }))
      .meta({ description: 'Guests, who have no account before they are let in.' }),
  })
  .meta({ id: 'ClassEntrance' });
export type ClassEntrance = z.infer<typeof ClassEntrance>;

export const JoinRequest = z.strictObject({ code: ShortCode }).meta({ id: 'JoinRequest' });
export type JoinRequest = z.output<typeof JoinRequest>;

export const JoinResult = z
  .object({
    result: z.enum(['joined', 'waiting', 'needs_login', 'needs_name']).meta({
      description:
        '`waiting`: a teacher lets them in; `needs_login`: an account is needed; `needs_name`: a guest without an account may wait with POST /api/join/guest.',
    }),
    class_name: z.string(),
    teacher: z.string().nullable(),
  })
  .meta({ id: 'JoinResult' });
export type JoinResult = z.infer<typeof JoinResult>;

export const GuestRequest = z.strictObject({ code: ShortCode, name: DisplayName }).meta({ id: 'GuestRequest' });
export type GuestRequest = z.output<typeof GuestRequest>;

export const GuestWait = z
  .object({
    state: z.enum(['waiting', 'admitted', 'refused', 'over']).meta({
      description: '`admitted`: enter with POST /api/join/guest/enter; `over`: this browser waits for nothing.',
    }),
    name: z.string().nullable(),
    class_name: z.string().nullable(),
    teacher: z.string().nullable(),
  })
  .meta({ id: 'GuestWait' });
export type GuestWait = z.infer<typeof GuestWait>;

export const GuestWaitQuery = z.strictObject({
  wait: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'Answer when a teacher has decided, or after 25 seconds.' }),
});
export type GuestWaitQuery = z.output<typeof GuestWaitQuery>;

export const EnteredGuest = z
  .object({ user: User, card: PrintedCards.meta({ description: 'Shown once.' }) })
  .meta({ id: 'EnteredGuest' });
export type EnteredGuest = z.infer<typeof EnteredGuest>;

export const Admission = z.strictObject({ admit: z.boolean() }).meta({ id: 'Admission' });
export type Admission = z.output<typeof Admission>;

export const AdmissionOfAll = z.strictObject({ all: z.literal(true) }).meta({ id: 'AdmissionOfAll' });
