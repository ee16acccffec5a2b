import { z } from 'zod';

/** Whether a card's service can be shared by links, or the reason why not. */
export const Sharing = z
  .enum(['possible', 'own_origin_needed', 'unneeded'])
  .meta({ id: 'Sharing', description: '`unneeded`: everybody may open it by its address.' });
export type Sharing = z.infer<typeof Sharing>;

export const NewShareLink = z
  .strictObject({
    expires_in_hours: z.int().min(1).max(720).default(24),
    label: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .regex(/^\P{C}+$/u)
      .optional()
      .meta({ description: 'For the owner, to distinguish the links.' }),
  })
  .meta({ id: 'NewShareLink' });
export type NewShareLink = z.input<typeof NewShareLink>;

/** Opens one service to anyone who has the address, until it ends. */
export const ShareLink = z
  .object({
    id: z.uuid(),
    label: z.string().nullable(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    last_used_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Updated once a day; null while it has not been used.' }),
  })
  .meta({ id: 'ShareLink' });
export type ShareLink = z.infer<typeof ShareLink>;

export const ShareLinksResponse = z.object({ links: z.array(ShareLink) }).meta({ id: 'ShareLinksResponse' });
export type ShareLinksResponse = z.infer<typeof ShareLinksResponse>;

export const CreatedShareLink = z
  .object({
    url: z.url().meta({ description: 'Shown only once; only the hash of its secret is stored.' }),
    details: ShareLink,
  })
  .meta({ id: 'CreatedShareLink' });
export type CreatedShareLink = z.infer<typeof CreatedShareLink>;
