import { z } from 'zod';

/** Newest first; to get the next page, set `before` to the last event's id. */
export const AuditQuery = z.strictObject({
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
    actor: z
      .object({ id: z.int(), email: z.string() })
      .nullable()
      .meta({ description: 'Null if the caller was not logged in, or the account has been deleted.' }),
    action: z.string(),
    subject: z.string().nullable(),
    from_ip: z.string().nullable(),
    outcome: z.enum(['done', 'refused', 'failed']),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEvent = z.infer<typeof AuditEvent>;

export const AuditResponse = z.object({ events: z.array(AuditEvent) }).meta({ id: 'AuditResponse' });
export type AuditResponse = z.infer<typeof AuditResponse>;
