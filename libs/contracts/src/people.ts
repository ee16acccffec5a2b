import { z } from 'zod';
import { DisplayName } from './account.js';
import { Email, OpenSession } from './auth.js';
import { MemberRole } from './classes.js';
import { Day, RowId, RowIdText, Version } from './column-values.js';
import { listQuery, pageOf } from './lists.js';
import { PersonRef } from './person-ref.js';
import { Role, User } from './users.js';

const Timestamp = z.iso.datetime();
/** A row of the path `/api/admin/user/{id}`. */
export const PersonId = RowIdText;

/** The tiles above the list. Only `deleted` shows accounts that wait to be erased. */
export const PeopleGroup = z.enum(['today', 'waiting', 'blocked', 'never', 'deleted']).meta({ id: 'PeopleGroup' });
export type PeopleGroup = z.infer<typeof PeopleGroup>;

const filters = {
  role: Role.optional(),
  state: PeopleGroup.optional().meta({
    description:
      '`today`: seen since midnight (UTC); `waiting`: for approval; `never`: has not logged in; `deleted`: will be erased.',
  }),
  seen_before: Day.optional().meta({
    description: 'Not seen since this day began (UTC). For people who were never seen, their registration counts.',
  }),
  class: RowIdText.optional().meta({ description: 'The id of a class: its members and teachers.' }),
};

export const PeopleQuery = listQuery([
  ...(['name', '-name', 'created', '-created', 'seen', '-seen'] as const),
  ...(['running', '-running', 'storage', '-storage'] as const),
]).extend(filters);
export type PeopleQuery = z.output<typeof PeopleQuery>;

/** What the list shows, without order and page. */
export const PeopleFilter = PeopleQuery.omit({ sort: true, cursor: true, limit: true }).meta({ id: 'PeopleFilter' });
export type PeopleFilter = z.output<typeof PeopleFilter>;

/** Whom a filter finds, before something is done with all of them. */
export const PeopleSelection = z
  .object({
    total: z.int().meta({ description: 'Exact, unlike that of the list.' }),
    fingerprint: z.string().meta({ description: 'Of their ids: other people, as many of them, have another one.' }),
  })
  .meta({ id: 'PeopleSelection' });
export type PeopleSelection = z.infer<typeof PeopleSelection>;

export const Person = User.extend({
  blocked: z.boolean(),
  blocked_reason: z.string().nullable(),
  containers: z
    .object({ running: z.int(), paused: z.int(), failed: z.int(), total: z.int() })
    .meta({ description: 'How many of their containers are in these states, and how many exist.' }),
  classes: z.array(z.object({ id: z.int(), name: z.string(), role: MemberRole })).meta({
    description: 'In which they are, archived ones last. An account of a class is only in its own.',
  }),
  storage_bytes: z.number().meta({ description: 'What their volumes hold, as last measured.' }),
  created_at: Timestamp,
  last_seen_at: Timestamp.nullable().meta({ description: 'To the minute. Null: has never logged in.' }),
  deleted_at: Timestamp.nullable(),
  erase_after: Timestamp.nullable().meta({
    description: 'When a deleted account is erased; until then it can be restored.',
  }),
  erase_error: z
    .string()
    .nullable()
    .meta({ description: 'Why erasing has failed, as an error code. It is tried again every hour.' }),
  version: z.int().meta({ description: 'For the next change.' }),
}).meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

export const PeopleCounts = z
  .object({
    all: z.int(),
    today: z.int(),
    waiting: z.int(),
    blocked: z.int(),
    never: z.int(),
    deleted: z.int(),
  })
  .meta({ id: 'PeopleCounts', description: 'Of the tiles, whatever the filter. At most 5 seconds old.' });
export type PeopleCounts = z.infer<typeof PeopleCounts>;

export const PeopleResponse = pageOf(Person).extend({ counts: PeopleCounts }).meta({ id: 'PeopleResponse' });
export type PeopleResponse = z.infer<typeof PeopleResponse>;

export const PersonDetail = Person.extend({
  blocked_at: Timestamp.nullable(),
  blocked_by: PersonRef.nullable().meta({ description: 'Null also where it was blocked in the database.' }),
  deleted_by: PersonRef.nullable(),
  sessions: z.array(OpenSession.omit({ current: true })),
  api_tokens: z.int().meta({ description: 'Valid ones.' }),
  share_links: z.int().meta({ description: 'Open ones.' }),
}).meta({ id: 'PersonDetail' });
export type PersonDetail = z.infer<typeof PersonDetail>;

export const PersonChange = z
  .strictObject({
    version: Version.meta({ description: 'From the last answer. 409 `changed_meanwhile` if it is older.' }),
    display_name: DisplayName.nullable().optional(),
    email: Email.optional().meta({ description: 'Ends their sessions and the mailed links of the old address.' }),
    role: Role.optional(),
  })
  .refine((change) => Object.keys(change).length > 1, 'needs at least one change')
  .meta({ id: 'PersonChange' });
export type PersonChange = z.output<typeof PersonChange>;

export const Block = z
  .strictObject({
    reason: z
      .string()
      .normalize('NFC')
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}\p{Cs}\p{Bidi_Control}]+$/u)
      .optional(),
    tell: z.boolean().default(false).meta({ description: 'Show the reason to the person when they log in.' }),
    containers: z.enum(['stop', 'keep']).default('stop').meta({ description: '`keep`: they go on running.' }),
  })
  .meta({ id: 'Block' });
export type Block = z.output<typeof Block>;

export const AfterDays = z.int().min(0).max(90);

export const DeletePersonQuery = z.strictObject({
  after_days: z.coerce
    .number()
    .pipe(AfterDays)
    .optional()
    .meta({ description: 'Days until the data is erased; 0: at once. Without it: the setting `deletion_days`.' }),
});

export const Restore = z
  .strictObject({
    email: Email.optional().meta({ description: 'Another address, where somebody else has the old one by now.' }),
  })
  .meta({ id: 'Restore' });
export type Restore = z.output<typeof Restore>;

const Who = z.union([
  z.strictObject({ ids: z.array(RowId).max(1000) }),
  z.strictObject({
    filter: PeopleFilter,
    expected: z
      .int()
      .nonnegative()
      .meta({ description: '`total` of the selection. If the filter finds another number: 409 `changed_meanwhile`.' }),
    fingerprint: z.string().max(32).optional().meta({
      description: 'Of the selection. If the filter finds other people: 409 `changed_meanwhile`.',
    }),
  }),
]);

const OfClass = z.strictObject({ class_id: RowId });

export const BulkPeople = z
  .discriminatedUnion('act', [
    z.strictObject({ act: z.literal('block'), who: Who, with: Block }),
    z.strictObject({ act: z.literal('delete'), who: Who, with: z.strictObject({ after_days: AfterDays.optional() }) }),
    z.strictObject({ act: z.literal('role'), who: Who, with: z.strictObject({ role: Role }) }),
    z.strictObject({ act: z.literal('add_to_class'), who: Who, with: OfClass }),
    z.strictObject({ act: z.literal('remove_from_class'), who: Who, with: OfClass }),
    z.strictObject({ act: z.enum(['unblock', 'logout', 'approve', 'refuse']), who: Who }),
  ])
  .meta({ id: 'BulkPeople' });
export type BulkPeople = z.output<typeof BulkPeople>;
