import { z } from 'zod';
import { ReachedLimit } from './limit-values.js';

/** Stable codes of all errors. Texts may change, codes do not. */
export const ErrorCode = z
  .enum([
    'invalid_request',
    'body_too_large',
    'headers_too_large',
    'address_too_long',
    'request_timeout',
    'unsupported_media_type',
    'not_found',
    'method_not_allowed',
    'not_logged_in',
    'forbidden',
    'access_denied',
    'own_origin_needed',
    'visit_unannounced',
    'labels_outdated',
    'entry_failed',
    'share_ended',
    'too_many_shares',
    'foreign_origin',
    'link_invalid',
    'confirmation_needed',
    'code_invalid',
    'account_blocked',
    'scope_missing',
    'too_many_mails',
    'too_many_requests',
    'unknown_type',
    'superseded',
    'changed_meanwhile',
    'setting_locked',
    'nothing_selected',
    'image_missing',
    'image_pull_failed',
    'image_build_failed',
    'buildkit_missing',
    'image_stalled',
    'image_unsafe',
    'container_outdated',
    'not_permitted_here',
    'container_exited',
    'out_of_memory',
    'not_listening',
    'not_ready',
    'unhealthy',
    'not_routed',
    'service_unavailable',
    'service_asleep',
    'service_starting',
    'no_container',
    'files_not_accepted',
    'file_too_large',
    'archive_invalid',
    'archive_too_large',
    'name_taken',
    'no_address_left',
    'subnet_taken',
    'disk_full',
    'limit_reached',
    'no_room',
    'layer_full',
    'storage_full',
    'runtime_unreachable',
    'runtime_failed',
    'database_unavailable',
    'shutting_down',
    'internal_error',
  ])
  .meta({ id: 'ErrorCode' });
export type ErrorCode = z.infer<typeof ErrorCode>;

/** RFC 9457 problem details, sent as `application/problem+json`. */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'A URI reference that names the kind of problem: `urn:spawner:{code}`.' }),
    title: z.string().meta({ description: 'What happened, in the reader’s language.' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What to do next, in the reader’s language.' }),
    code: ErrorCode,
    request_id: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'The fields that were refused.' }),
    limit: ReachedLimit.optional().meta({ description: 'Beside the code `limit_reached`.' }),
    current: z.unknown().optional().meta({ description: 'Of `changed_meanwhile`: what it is now.' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
