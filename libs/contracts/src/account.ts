import { z } from 'zod';
import { ApiToken } from './api-tokens.js';
import { ContainerStatus } from './container-values.js';
import { LastLaunch, Volume } from './containers.js';
import { ShareLink } from './shares.js';
import { Role, User } from './users.js';
import { languages } from './values.js';

const Timestamp = z.iso.datetime();

export const Language = z.enum(languages).meta({ id: 'Language' });
export type Language = z.infer<typeof Language>;

/** Control characters, line breaks, halves of a character, and what turns the text around it. Joiners stay: names need them. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
/** A name of spaces and invisible characters would look like no name. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** What other people read instead of the mail address. */
export const DisplayName = z
  .string()
  .normalize('NFC')
  .trim()
  .max(80)
  .refine((name) => !UNFIT.test(name), 'has characters that a name cannot have')
  .refine((name) => VISIBLE.test(name), 'has no visible character');

export const OwnAccountChange = z
  .strictObject({
    display_name: DisplayName.nullable()
      .optional()
      .meta({ description: 'Null: other people read the mail address instead.' }),
    language: Language.nullable().optional().meta({
      description: 'Of mails whose reader’s browser is not known. Null: they are in both languages.',
    }),
  })
  .refine((change) => Object.keys(change).length > 0, 'needs at least one field')
  .meta({ id: 'OwnAccountChange' });
export type OwnAccountChange = z.input<typeof OwnAccountChange>;

/** Whether people may delete their own account here, and what stands against it at the moment. */
export const OwnDeletion = z
  .object({
    allowed: z.boolean().meta({ description: 'The setting `own_deletion`.' }),
    last_admin: z.boolean().meta({ description: 'Nobody else is admin, so this account has to stay.' }),
    login_fresh_until: Timestamp.nullable().meta({
      description: 'Until then this login is recent enough. Null where it has to be made again.',
    }),
    days: z.int().meta({ description: 'How long an admin can restore the account. 0: it is erased at once.' }),
  })
  .meta({ id: 'OwnDeletion' });
export type OwnDeletion = z.infer<typeof OwnDeletion>;

export const ExportFilesQuery = z.strictObject({
  type: z.string().max(50).optional().meta({ description: 'Only the volumes of this container.' }),
});

const Facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const SentInvitation = z.object({
  role: Role,
  created_at: Timestamp,
  expires_at: Timestamp,
  accepted_at: Timestamp.nullable(),
});

/** Everything that is stored about a person, without secrets: of tokens and links only hashes are stored. */
export const AccountExport = z
  .object({
    format: z.literal(1),
    exported_at: Timestamp,
    account: User.extend({
      created_at: Timestamp,
      last_seen_at: Timestamp.nullable(),
      approval: z.string(),
    }),
    sessions: z.array(
      z.object({
        id: z.uuid(),
        kind: z.enum(['browser', 'client']),
        browser: z.string().nullable(),
        system: z.string().nullable(),
        ip: z.string().nullable(),
        created_at: Timestamp,
        renewed_at: Timestamp.nullable(),
        expires_at: Timestamp,
        ended_at: Timestamp.nullable(),
      }),
    ),
    login_links: z.array(
      z.object({
        browser: z.string().nullable(),
        system: z.string().nullable(),
        ip: z.string().nullable(),
        requested_at: Timestamp,
        expires_at: Timestamp,
        used_at: Timestamp.nullable(),
      }),
    ),
    mails: z
      .array(z.object({ kind: z.string(), state: z.string(), created_at: Timestamp }))
      .meta({ description: 'Mails to this address that are still on their way; of others no recipient is stored.' }),
    api_tokens: z.array(ApiToken),
    login_cards: z.array(
      z.object({
        created_at: Timestamp,
        first_used_at: Timestamp.nullable(),
        last_used_at: Timestamp.nullable(),
        uses: z.int(),
        revoked_at: Timestamp.nullable(),
      }),
    ),
    share_links: z.array(ShareLink.extend({ type: z.string(), ended_at: Timestamp.nullable() })),
    containers: z.array(
      z.object({
        type: z.string(),
        status: ContainerStatus,
        status_since: Timestamp,
        container_id: z.string().nullable(),
        image: z.string().nullable(),
        created_at: Timestamp.nullable(),
        last_used: Timestamp.nullable(),
        last_launch: LastLaunch.nullable(),
        failure: z.record(z.string(), z.unknown()).nullable(),
        volumes: z.array(Volume).meta({ description: 'Their files: GET /api/user/export/files.' }),
      }),
    ),
    visits_to_me: z.array(
      z.object({
        by: z.string(),
        as: z.enum(['admin', 'teacher']),
        type: z.string(),
        at: Timestamp,
        ended_at: Timestamp.nullable(),
        reason: z.string().nullable(),
        noticed_at: Timestamp.nullable(),
      }),
    ),
    card_notices: z.array(
      z.object({
        kind: z.string(),
        by: z.string(),
        type: z.string(),
        at: Timestamp,
        noticed_at: Timestamp.nullable(),
      }),
    ),
    material_for_me: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        state: z.string(),
        folder: z.string().nullable(),
        at: Timestamp,
      }),
    ),
    collected_from_me: z.array(
      z.object({
        type: z.string(),
        folder: z.string(),
        at: Timestamp,
        state: z.string(),
        files: z.int(),
        bytes: z.int(),
      }),
    ),
    visits_by_me: z.array(
      z.object({
        owner_id: z.int(),
        type: z.string(),
        at: Timestamp,
        ended_at: Timestamp.nullable(),
        reason: z.string().nullable(),
      }),
    ),
    invitations_to_me: z.array(SentInvitation),
    invitations_by_me: z.array(SentInvitation.extend({ id: z.uuid() })),
    limits: z
      .array(
        z.object({
          kind: z.string(),
          value: z.number().nullable(),
          until: Timestamp.nullable(),
          note: z.string().nullable(),
          made_at: Timestamp,
        }),
      )
      .meta({ description: 'Limits that an admin has set for this person.' }),
    jobs_by_me: z.array(
      z.object({
        id: z.uuid(),
        kind: z.string(),
        state: z.string(),
        total: z.int(),
        created_at: Timestamp,
        finished_at: Timestamp.nullable(),
      }),
    ),
    jobs_about_me: z.array(
      z.object({
        id: z.uuid(),
        kind: z.string(),
        type: z.string().nullable(),
        state: z.string(),
        code: z.string().nullable(),
        created_at: Timestamp,
      }),
    ),
    classes: z.array(
      z.object({
        name: z.string(),
        role: z.string(),
        state: z.string(),
        called: z.string().nullable().meta({ description: 'What the class calls them.' }),
        joined_at: Timestamp,
      }),
    ),
    lessons_by_me: z.array(z.object({ started_at: Timestamp, until: Timestamp, ended_at: Timestamp.nullable() })),
    help_calls: z.array(
      z.object({
        type: z.string().nullable(),
        text: z.string().nullable(),
        at: Timestamp,
        done_at: Timestamp.nullable(),
      }),
    ),
    messages_by_me: z.array(z.object({ text: z.string(), at: Timestamp, until: Timestamp })),
    messages_to_me: z
      .array(z.object({ text: z.string(), at: Timestamp, seen_at: Timestamp.nullable() }))
      .meta({ description: 'To them by name, or put away by them.' }),
    audit: z
      .array(
        z.object({
          id: z.string(),
          at: Timestamp,
          by_me: z.boolean(),
          action: z.string(),
          subject: z.string().nullable(),
          from_ip: z.string().nullable().meta({ description: 'Null for what others did: it would be theirs.' }),
          outcome: z.string(),
          facts: Facts,
        }),
      )
      .meta({ description: 'What this person did, and what others did to them. Newest first.' }),
  })
  .meta({ id: 'AccountExport' });
export type AccountExport = z.infer<typeof AccountExport>;
