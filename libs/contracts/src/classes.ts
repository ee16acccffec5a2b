import { z } from 'zod';
import { DisplayName } from './account.js';
import { Email } from './auth.js';
import { Day } from './column-values.js';
import { ContainerType } from './container-values.js';
import { OwnHelp, OwnLesson, OwnMessage } from './lesson.js';
import { listQuery, pageOf } from './lists.js';
import { PersonRef } from './person-ref.js';

const Timestamp = z.iso.datetime();
const Id = z.int().positive().max(2_147_483_647);

/** A row of the path `/api/class/{id}`. */
export const ClassId = z.coerce.number().pipe(Id);

/** A row of the path `/api/class/{id}/member/{user_id}`. */
export const MemberId = z.coerce.number().pipe(Id);

/** Only the words differ. */
export const ClassKind = z.enum(['class', 'workshop', 'team']).meta({ id: 'ClassKind' });
export type ClassKind = z.infer<typeof ClassKind>;

const Description = z
  .string()
  .normalize('NFC')
  .trim()
  .max(500)
  // Line breaks and tabs are text here.
  .regex(/^[^\p{Cs}\p{Bidi_Control}\0]*$/u);

const Templates = z
  .array(ContainerType)
  .min(1)
  .max(20)
  .refine((types) => new Set(types).size === types.length, 'has a template twice')
  .meta({ description: 'Types of templates. A lesson starts the first.' });

/** When login cards of this class are good. */
export const CardsWhen = z.enum(['always', 'lesson']).meta({ id: 'CardsWhen' });
export type CardsWhen = z.infer<typeof CardsWhen>;

const values = {
  name: DisplayName,
  kind: ClassKind,
  description: Description.nullable(),
  templates: Templates,
  ends_on: Day.nullable().meta({ description: 'The accounts that belong to the class end on this day.' }),
  cards_when: CardsWhen.meta({ description: '`lesson`: login cards are good only while a lesson is open.' }),
  session_hours: z.int().min(2).max(24).meta({ description: 'How long a login with a card lasts.' }),
  own_devices: z.boolean().meta({
    description:
      'Whoever says at the login with a card that the device is their own stays logged in for 30 days. Not where cards are good only in a lesson.',
  }),
};

export const Class = z
  .object({
    id: z.int(),
    ...values,
    templates: z.array(z.string()).meta({ description: 'Types of templates. A lesson starts the first.' }),
    teachers: z.array(PersonRef),
    members: z.int().meta({ description: 'Without teachers, and without those who wait to be let in.' }),
    waiting: z.int().meta({ description: 'Who have asked to join, and wait.' }),
    working: z.int().meta({ description: 'Members with a running container of one of the templates.' }),
    help_calls: z.int().meta({ description: 'Open ones.' }),
    lesson_until: Timestamp.nullable().meta({ description: 'When the open lesson ends.' }),
    created_at: Timestamp,
    archived_at: Timestamp.nullable(),
    version: z.int().meta({ description: 'For the next change.' }),
  })
  .meta({ id: 'Class' });
export type Class = z.infer<typeof Class>;

export const ClassesQuery = listQuery(['name', '-name', 'created', '-created']).extend({
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'Only archived ones, instead of only the others.' }),
});
export type ClassesQuery = z.output<typeof ClassesQuery>;

export const ClassesResponse = pageOf(Class).meta({ id: 'ClassesResponse' });
export type ClassesResponse = z.infer<typeof ClassesResponse>;

export const NewClass = z
  .strictObject({
    name: values.name,
    kind: values.kind.default('class'),
    description: values.description.default(null),
    templates: values.templates,
    ends_on: values.ends_on.default(null),
  })
  .meta({ id: 'NewClass' });
export type NewClass = z.output<typeof NewClass>;

export const ClassChange = z
  .strictObject({ version: z.int().positive(), ...z.object(values).partial().shape })
  .refine((change) => Object.keys(change).length > 1, 'needs at least one change')
  .meta({ id: 'ClassChange' });
export type ClassChange = z.output<typeof ClassChange>;

export const MemberRole = z.enum(['member', 'teacher']).meta({ id: 'MemberRole' });
export type MemberRole = z.infer<typeof MemberRole>;

export const JoinedVia = z.enum(['teacher', 'import', 'invitation', 'code', 'guest']).meta({ id: 'JoinedVia' });
export type JoinedVia = z.infer<typeof JoinedVia>;

export const ClassMember = z
  .object({
    user_id: z.int(),
    name: z.string().meta({ description: 'What the class calls them, else what they call themselves.' }),
    email: z.string().nullable().meta({
      description:
        'Shortened, such as `an…@school.example`, where the reader is no admin and has not brought them in. Null for accounts of the class.',
    }),
    slug: z.string(),
    role: MemberRole,
    state: z.enum(['in', 'waiting']),
    class_account: z.boolean().meta({ description: 'The account belongs to this class and has no mail address.' }),
    external_id: z.string().nullable(),
    blocked: z.boolean(),
    ends_on: z.iso.date().nullable().meta({ description: 'The last day of the account: of guests only.' }),
    joined_via: JoinedVia,
    joined_at: Timestamp,
    last_seen_at: Timestamp.nullable(),
  })
  .meta({ id: 'ClassMember' });
export type ClassMember = z.infer<typeof ClassMember>;

export const MembersQuery = listQuery(['name', '-name', 'joined', '-joined', 'seen', '-seen']).extend({
  role: MemberRole.optional(),
  state: z.enum(['in', 'waiting']).optional(),
});
export type MembersQuery = z.output<typeof MembersQuery>;

export const MembersResponse = pageOf(ClassMember).meta({ id: 'MembersResponse' });
export type MembersResponse = z.infer<typeof MembersResponse>;

export const NewMembers = z
  .union([
    z.strictObject({ user_ids: z.array(Id).min(1).max(1000).meta({ description: 'Only for admins.' }) }),
    z.strictObject({
      class_accounts: z
        .array(z.strictObject({ name: DisplayName }))
        .min(1)
        .max(200)
        .meta({ description: 'Makes accounts without mail address, which belong to the class.' }),
    }),
  ])
  .meta({ id: 'NewMembers' });
export type NewMembers = z.output<typeof NewMembers>;

export const AddedMembers = z.object({ members: z.array(ClassMember) }).meta({ id: 'AddedMembers' });
export type AddedMembers = z.infer<typeof AddedMembers>;

export const MemberChange = z
  .strictObject({
    name: DisplayName.nullable().optional().meta({
      description: 'What the class calls them; null: what they call themselves. Accounts of the class need one.',
    }),
    role: MemberRole.optional().meta({
      description: '`teacher` needs the role manager or admin: else 409 `role_needed`.',
    }),
    blocked: z.boolean().optional().meta({ description: 'Only of accounts that belong to the class.' }),
  })
  .refine((change) => Object.keys(change).length > 0, 'needs at least one change')
  .meta({ id: 'MemberChange' });
export type MemberChange = z.output<typeof MemberChange>;

/** A colleague, found by the address that the teacher knows already. */
export const NewTeacher = z.strictObject({ email: Email }).meta({ id: 'NewTeacher' });
export type NewTeacher = z.output<typeof NewTeacher>;

/** A class as its members see it. */
export const OwnClass = z
  .object({
    id: z.int(),
    name: z.string(),
    kind: ClassKind,
    templates: z.array(z.string()),
    teachers: z.array(z.string()).meta({ description: 'Names.' }),
    state: z.enum(['in', 'waiting']).meta({ description: '`waiting`: a teacher has to let them in.' }),
    role: MemberRole,
    lesson: OwnLesson.nullable(),
    help: OwnHelp.nullable().meta({ description: 'Their open call for help.' }),
    messages: z.array(OwnMessage).meta({ description: 'To them, not put away yet; newest first.' }),
  })
  .meta({ id: 'OwnClass' });
export type OwnClass = z.infer<typeof OwnClass>;

export const OwnClasses = z.object({ classes: z.array(OwnClass) }).meta({ id: 'OwnClasses' });
export type OwnClasses = z.infer<typeof OwnClasses>;
