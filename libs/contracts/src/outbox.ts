import { z } from 'zod';

/** A mail that was not sent because no SMTP server is set; newest first. */
export const OutboxMail = z
  .object({
    id: z.int(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    link: z.string().nullable(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'OutboxMail' });
export type OutboxMail = z.infer<typeof OutboxMail>;

export const OutboxResponse = z.object({ mails: z.array(OutboxMail) }).meta({ id: 'OutboxResponse' });
export type OutboxResponse = z.infer<typeof OutboxResponse>;
