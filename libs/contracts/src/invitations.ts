import { z } from 'zod';
import { entriesOf } from './address-list.js';
import { listQuery, pageOf } from './lists.js';
import { PersonRef } from './person-ref.js';
import { Role } from './users.js';

export const MOST_INVITED = 200;

const common = {
  addresses: z
    .string()
    .max(20_000)
    .refine((text) => entriesOf(text).length <= MOST_INVITED)
    .meta({
      description: `At most ${String(MOST_INVITED)}, as pasted: separated by commas, semicolons or lines, also \`Name <name@domain>\`.`,
    }),
  language: z.enum(['de', 'en']),
  days: z.int().min(1).max(60).default(14),
  dry_run: z.boolean().default(false).meta({ description: 'Only say what would happen.' }),
};

export const NewInvitations = z
  .strictObject({
    ...common,
    role: Role.default('user'),
    override_rules: z.boolean().default(false).meta({ description: 'Invite addresses that the mail rules refuse.' }),
  })
  .meta({ id: 'NewInvitations' });
export type NewInvitations = z.output<typeof NewInvitations>;

/** Into a class. */
export const NewClassInvitations = z.strictObject(common).meta({ id: 'NewClassInvitations' });
export type NewClassInvitations = z.output<typeof NewClassInvitations>;

export const InvitationOutcome = z.enum([
  'new',
  'renewed',
  'has_account',
  'no_address',
  'repeated',
  'mail_not_allowed',
  'too_many_mails',
  'in_class',
]);
export type InvitationOutcome = z.infer<typeof InvitationOutcome>;

export const NewInvitationsResponse = z
  .object({
    items: z.array(
      z.object({
        text: z.string().meta({ description: 'As given.' }),
        email: z.string().nullable(),
        outcome: InvitationOutcome.meta({
          description:
            '`renewed`: was invited already, and gets a new link; `repeated`: is in this list before; `in_class`: is a member already; only `new` and `renewed` are sent.',
        }),
      }),
    ),
    sent: z.int(),
  })
  .meta({ id: 'NewInvitationsResponse' });
export type NewInvitationsResponse = z.infer<typeof NewInvitationsResponse>;

/** `sending`: the mail is on its way; `bounced`: it was not accepted; `ended`: the inviter may no longer give this role. */
export const InvitationState = z.enum(['sending', 'sent', 'bounced', 'accepted', 'expired', 'ended']);
export type InvitationState = z.infer<typeof InvitationState>;

export const Invitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role: Role,
    language: z.enum(['de', 'en']),
    invited_by: PersonRef.nullable().meta({ description: 'Null: account deleted.' }),
    state: InvitationState,
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    accepted_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

export const InvitationsQuery = listQuery(['-created', 'created', 'email', '-email']).extend({
  state: InvitationState.optional(),
});
export const InvitationsPage = pageOf(Invitation).meta({ id: 'InvitationsPage' });
export type InvitationsPage = z.infer<typeof InvitationsPage>;

export const InvitationLink = z
  .object({ link: z.url().meta({ description: 'Opens the account once: for this person only.' }) })
  .meta({ id: 'InvitationLink' });
export type InvitationLink = z.infer<typeof InvitationLink>;

/** Of a class: who has not come yet. */
export const ClassInvitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string().nullable().meta({ description: 'What the class will call them.' }),
    state: InvitationState,
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'ClassInvitation' });
export type ClassInvitation = z.infer<typeof ClassInvitation>;

export const ClassInvitations = z.object({ invitations: z.array(ClassInvitation) }).meta({ id: 'ClassInvitations' });
export type ClassInvitations = z.infer<typeof ClassInvitations>;

/** What the page of an invitation shows before it is accepted. */
export const InvitationOffer = z
  .object({
    email: z.string(),
    role: Role,
    classes: z.array(z.string()).meta({ description: 'Names of the classes that the person joins.' }),
    invited_by: z.string().nullable(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'InvitationOffer' });
export type InvitationOffer = z.infer<typeof InvitationOffer>;
