import { z } from 'zod';
import { RegistrationInfo } from './registration.js';

/** What the dashboard may show about this installation before a login. */
export const Info = z
  .object({
    version: z.string(),
    runtime: z.string().meta({ description: 'What runs the services, such as `docker` or `process`.' }),
    isolated: z.boolean().meta({ description: 'False if services are plain processes of this machine.' }),
    mail: z.enum(['smtp', 'outbox']).meta({ description: '`outbox`: mails are shown on /outbox, none is sent.' }),
    registration: RegistrationInfo,
  })
  .meta({ id: 'Info' });
export type Info = z.infer<typeof Info>;
