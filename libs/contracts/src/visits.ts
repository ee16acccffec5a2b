import { z } from 'zod';
import { RowIdText } from './column-values.js';
import { listQuery, pageOf } from './lists.js';
import { PersonRef } from './person-ref.js';

/** What somebody visits as: an admin anybody, a teacher a member of a class, with a template of the class. */
export const VisitorRole = z.enum(['admin', 'teacher']).meta({ id: 'VisitorRole' });
export type VisitorRole = z.infer<typeof VisitorRole>;

const ServiceAddress = z.url({ protocol: /^https?$/ }).max(2000);

export const VisitQuery = z.strictObject({ to: ServiceAddress.meta({ description: 'The page to open.' }) });

/** The service that somebody is about to visit. */
export const VisitedService = z
  .object({
    owner: z.string().meta({ description: 'The name to show.' }),
    display_name: z.string(),
    as: VisitorRole.meta({ description: 'What the reader visits as.' }),
    reason_needed: z.boolean().meta({ description: 'Of at least three letters: from teachers, except in a lesson.' }),
    minutes: z.int().meta({ description: 'How long the visit may last.' }),
  })
  .meta({ id: 'VisitedService' });
export type VisitedService = z.infer<typeof VisitedService>;

export const NewVisit = z
  .strictObject({
    to: ServiceAddress,
    state: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'Identifies the browser on the service’s own host.' }),
    reason: z
      .string()
      .normalize('NFC')
      .trim()
      .min(1)
      .max(200)
      .regex(/^\P{C}+$/u)
      .optional()
      .meta({ description: 'Why; the owner reads it.' }),
  })
  .meta({ id: 'NewVisit' });
export type NewVisit = z.input<typeof NewVisit>;

export const GrantedVisit = z
  .object({ location: z.url().meta({ description: 'Opens the service, once, in the browser that requested it.' }) })
  .meta({ id: 'GrantedVisit' });
export type GrantedVisit = z.infer<typeof GrantedVisit>;

const Timestamp = z.iso.datetime();

export const OwnVisitsQuery = listQuery(['-at']).pick({ cursor: true, limit: true });

/** Somebody has opened one of the reader's own services. */
export const OwnVisit = z
  .object({
    id: z.uuid(),
    by: z.string().meta({ description: 'What they were called at that time.' }),
    as: VisitorRole,
    type: z.string(),
    display_name: z.string(),
    at: Timestamp,
    ended_at: Timestamp.nullable().meta({ description: 'Null while the visit may go on.' }),
    reason: z.string().nullable(),
  })
  .meta({ id: 'OwnVisit' });
export type OwnVisit = z.infer<typeof OwnVisit>;

export const OwnVisitsResponse = pageOf(OwnVisit).meta({ id: 'OwnVisitsResponse' });
export type OwnVisitsResponse = z.infer<typeof OwnVisitsResponse>;

export const VisitsQuery = listQuery(['-at']).extend({
  visitor: RowIdText.optional().meta({ description: 'Only visits by this person.' }),
  owner: RowIdText.optional().meta({ description: 'Only visits to this person.' }),
});

export const Visit = z
  .object({
    id: z.uuid(),
    visitor: PersonRef.meta({ description: 'What they were called at that time; the account may be gone.' }),
    as: VisitorRole,
    class: z
      .object({ id: z.int(), name: z.string() })
      .nullable()
      .meta({ description: 'The class of a teacher; null for an admin, and where the class is gone.' }),
    owner: PersonRef,
    type: z.string(),
    service: z.string().meta({ description: 'First part of its address: `{slug}-{type}`.' }),
    at: Timestamp,
    ended_at: Timestamp.nullable().meta({ description: 'Null while the visit may go on.' }),
    reason: z.string().nullable(),
    noticed_at: Timestamp.nullable().meta({ description: 'When the owner has dismissed the notice on the card.' }),
  })
  .meta({ id: 'Visit' });
export type Visit = z.infer<typeof Visit>;

export const VisitsResponse = pageOf(Visit).meta({ id: 'VisitsResponse' });
export type VisitsResponse = z.infer<typeof VisitsResponse>;
