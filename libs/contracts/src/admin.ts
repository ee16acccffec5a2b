import { z } from 'zod';

const ServiceAddress = z.url({ protocol: /^https?$/ }).max(2000);

export const VisitQuery = z.strictObject({ to: ServiceAddress.meta({ description: 'The page to open.' }) });

/** The service that an admin is about to visit. */
export const VisitedService = z
  .object({ owner: z.string().meta({ description: 'Their mail address.' }), display_name: z.string() })
  .meta({ id: 'VisitedService' });
export type VisitedService = z.infer<typeof VisitedService>;

export const NewVisit = z
  .strictObject({
    to: ServiceAddress,
    state: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'Identifies the browser on the service’s own host.' }),
  })
  .meta({ id: 'NewVisit' });
export type NewVisit = z.input<typeof NewVisit>;

export const GrantedVisit = z
  .object({ location: z.url().meta({ description: 'Opens the service, once, in the browser that requested it.' }) })
  .meta({ id: 'GrantedVisit' });
export type GrantedVisit = z.infer<typeof GrantedVisit>;
