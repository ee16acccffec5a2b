import { z } from 'zod';
import { PupilAddress } from './pupil-address.js';
import { RegistrationInfo } from './registration.js';

/** What the dashboard may show about this installation before a login. */
export const Info = z
  .object({
    version: z.string(),
    runtime: z.string().meta({ description: 'What runs the services, such as `docker` or `process`.' }),
    isolated: z.boolean().meta({ description: 'False if services are plain processes of this machine.' }),
    mail: z.enum(['smtp', 'outbox']).meta({ description: '`outbox`: mails are shown on /outbox, none is sent.' }),
    registration: RegistrationInfo,
    managers_create_classes: z.boolean().meta({ description: 'False: only admins make classes.' }),
    pupil_address: PupilAddress.meta({
      description: 'How German texts address users who are neither managers nor admins.',
    }),
  })
  .meta({ id: 'Info' });
export type Info = z.infer<typeof Info>;
