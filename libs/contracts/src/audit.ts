import { z } from 'zod';
import { RowIdText } from './column-values.js';
import { PersonRef } from './person-ref.js';

export const AuditOutcome = z.enum(['done', 'refused', 'failed']).meta({ id: 'AuditOutcome' });
export type AuditOutcome = z.infer<typeof AuditOutcome>;

/** The actions that are recorded, whether they succeed or not. */
export type AuditAction =
  | 'login_requested'
  | 'login_confirmed'
  | 'login_refused'
  | 'logout'
  | 'logout_everywhere'
  | 'session_ended'
  | 'refresh_token_replayed'
  | 'token_created'
  | 'token_first_used'
  | 'token_revoked'
  | 'token_refused'
  | 'share_created'
  | 'share_ended'
  | 'requests_limited'
  | 'container_launched'
  | 'container_stopped'
  | 'container_restarted'
  | 'container_recreated'
  | 'container_removed'
  | 'file_uploaded'
  | 'visit_begun'
  | 'role_changed'
  | 'mail_rule_changed'
  | 'approval_granted'
  | 'approval_refused'
  | 'invitation_sent'
  | 'invitation_revoked'
  | 'invitation_accepted'
  | 'invitation_link_read'
  | 'limit_changed'
  | 'account_changed'
  | 'account_exported'
  | 'audit_read'
  | 'audit_exported'
  | 'setting_changed'
  | 'machine_drained'
  | 'machine_resumed'
  | 'job_finished'
  | 'job_cancelled'
  | 'job_retried'
  | 'user_changed'
  | 'user_blocked'
  | 'user_unblocked'
  | 'user_deleted'
  | 'user_restored'
  | 'user_erased'
  | 'users_exported'
  | 'files_exported'
  | 'sessions_ended'
  | 'login_link_sent'
  | 'class_created'
  | 'class_changed'
  | 'class_archived'
  | 'class_unarchived'
  | 'class_deleted'
  | 'member_added'
  | 'import_done'
  | 'member_changed'
  | 'member_removed'
  | 'material_added'
  | 'material_deleted'
  | 'material_delivered'
  | 'work_collected'
  | 'collection_downloaded'
  | 'collection_deleted'
  | 'card_reset'
  | 'lesson_begun'
  | 'lesson_changed'
  | 'lesson_ended'
  | 'class_started'
  | 'class_stopped'
  | 'class_restarted'
  | 'class_recreated'
  | 'message_sent'
  | 'message_withdrawn'
  | 'help_called'
  | 'help_done'
  | 'card_printed'
  | 'card_used'
  | 'card_refused'
  | 'card_revoked'
  | 'cards_reopened'
  | 'code_made'
  | 'code_ended'
  | 'joined'
  | 'join_refused'
  | 'guest_admitted'
  | 'guest_ended';

export const AuditFilter = z.strictObject({
  actor: RowIdText.optional().meta({ description: 'Id of the person who did it.' }),
  about: RowIdText.optional().meta({ description: 'Id of the person it was done to.' }),
  action: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  outcome: AuditOutcome.optional(),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Only events at or after this time.' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Only events before this time.' }),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

/** Newest first; to get the next page, set `before` to the last event's id. */
export const AuditQuery = AuditFilter.extend({
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
    actor: PersonRef.nullable().meta({
      description: 'Null if the caller was not logged in. The name stays when the account goes.',
    }),
    about: PersonRef.nullable().meta({ description: 'The person it was done to.' }),
    action: z.string(),
    subject: z.string().nullable(),
    from_ip: z.string().nullable(),
    outcome: AuditOutcome,
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEvent = z.infer<typeof AuditEvent>;

export const AuditResponse = z.object({ events: z.array(AuditEvent) }).meta({ id: 'AuditResponse' });
export type AuditResponse = z.infer<typeof AuditResponse>;
