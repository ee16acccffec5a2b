import { z } from 'zod';
import { SHORT_CODE, shortCodeOf } from './short-code.js';
import { CARD_SECRET } from './values.js';

const Timestamp = z.iso.datetime();

/** A code as people type it. */
export const ShortCode = z
  .string()
  .max(40)
  .transform(shortCodeOf)
  .pipe(z.string().regex(SHORT_CODE))
  .meta({ description: 'Eight letters and digits. Case, blanks and hyphens do not count.' });

const secret = z.string().regex(CARD_SECRET);
const own_device = z.boolean().default(false).meta({
  description:
    'This device is their own: the login stays for 30 days where the class allows it. Else it ends with the browser.',
});

export const CardRequest = z.strictObject({ secret }).meta({ id: 'CardRequest' });
export type CardRequest = z.output<typeof CardRequest>;

export const CardLoginRequest = z.strictObject({ secret, own_device }).meta({ id: 'CardLoginRequest' });
export type CardLoginRequest = z.output<typeof CardLoginRequest>;

export const CardCodeRequest = z.strictObject({ class_code: ShortCode, code: ShortCode, own_device }).meta({
  id: 'CardCodeRequest',
});
export type CardCodeRequest = z.output<typeof CardCodeRequest>;

/** Whom a card logs in: a prepared link must not log its reader in as somebody else unseen. */
export const CardOwner = z
  .object({
    first_name: z.string(),
    own_device: z.boolean().meta({ description: 'They may stay logged in on a device of their own.' }),
  })
  .meta({ id: 'CardOwner' });
export type CardOwner = z.infer<typeof CardOwner>;

export const PrintRequest = z
  .strictObject({
    user_ids: z.array(z.int().positive().max(2_147_483_647)).min(1).max(200),
    renew: z.literal(true).meta({
      description: 'Codes are not stored readable, so printing means new cards: older ones and their logins end.',
    }),
  })
  .meta({ id: 'PrintRequest' });
export type PrintRequest = z.output<typeof PrintRequest>;

export const PrintedCard = z
  .object({
    user_id: z.int(),
    name: z.string(),
    slug: z.string().meta({ description: 'Tells two people with the same name apart.' }),
    url: z.string().meta({ description: 'For the QR code.' }),
    code: z.string().meta({ description: 'Typed after the code of the class.' }),
    ends_on: z.iso.date().nullable().meta({ description: 'The last day on which the card is good.' }),
  })
  .meta({ id: 'PrintedCard' });
export type PrintedCard = z.infer<typeof PrintedCard>;

export const PrintedCards = z
  .object({
    class_name: z.string(),
    class_code: z.string(),
    typed_at: z.string().meta({ description: 'Where both codes are typed.' }),
    cards: z.array(PrintedCard),
  })
  .meta({ id: 'PrintedCards' });
export type PrintedCards = z.infer<typeof PrintedCards>;

export const LoginCard = z
  .object({
    user_id: z.int(),
    name: z.string(),
    created_at: Timestamp.nullable().meta({ description: 'Null without a card.' }),
    last_used_at: Timestamp.nullable(),
  })
  .meta({ id: 'LoginCard' });
export type LoginCard = z.infer<typeof LoginCard>;

export const LoginCards = z
  .object({
    class_code: z.string().nullable().meta({ description: 'Null before the first card is printed.' }),
    paused_until: Timestamp.nullable().meta({
      description: 'After too many wrong codes nobody logs in by code until then. QR codes still work.',
    }),
    cards: z.array(LoginCard).meta({ description: 'Of the accounts that belong to the class, by name.' }),
  })
  .meta({ id: 'LoginCards' });
export type LoginCards = z.infer<typeof LoginCards>;
