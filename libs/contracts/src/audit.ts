import { z } from 'zod';
import { PersonRef } from './person-ref.js';

export const AuditOutcome = z.enum(['done', 'refused', 'failed']).meta({ id: 'AuditOutcome' });
export type AuditOutcome = z.infer<typeof AuditOutcome>;

const userId = z.coerce.number().int().min(1).max(2_147_483_647);

export const AuditFilter = z.strictObject({
  actor: userId.optional().meta({ description: 'Id of the person who did it.' }),
  about: userId.optional().meta({ description: 'Id of the person it was done to.' }),
  action: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  outcome: AuditOutcome.optional(),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Only events at or after this time.' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Only events before this time.' }),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

/** Newest first; to get the next page, set `before` to the last event's id. */
export const AuditQuery = AuditFilter.extend({
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .meta({ description: 'Only events with a smaller id.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Who did what, to what, from which address, and with which result. */
export const AuditEvent = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: PersonRef.nullable().meta({
      description: 'Null if the caller was not logged in. The name stays when the account goes.',
    }),
    about: PersonRef.nullable().meta({ description: 'The person it was done to.' }),
    action: z.string(),
    subject: z.string().nullable(),
    from_ip: z.string().nullable(),
    outcome: AuditOutcome,
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEvent = z.infer<typeof AuditEvent>;

export const AuditResponse = z.object({ events: z.array(AuditEvent) }).meta({ id: 'AuditResponse' });
export type AuditResponse = z.infer<typeof AuditResponse>;
