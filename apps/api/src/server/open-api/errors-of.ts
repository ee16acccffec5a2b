import type { Endpoint, ErrorCode } from '@spawner/contracts';

/** What every endpoint may answer, whatever it does. */
export const anywhere: readonly ErrorCode[] = [
  'too_many_requests',
  'headers_too_large',
  'address_too_long',
  'database_unavailable',
  'shutting_down',
  'internal_error',
];

/** The codes that follow from the shape of an endpoint. */
export function errorsOfShape(
  { method, path, query, body, role, ownAccount }: Endpoint,
  needsLogin: boolean,
): ErrorCode[] {
  const codes: ErrorCode[] = [];
  if (query || body || /\{(user_)?id\}/.test(path)) codes.push('invalid_request');
  if (path.includes('{type}')) codes.push('unknown_type');
  if (body) codes.push('body_too_large', 'unsupported_media_type', 'request_timeout');
  if (method !== 'GET') codes.push('foreign_origin');
  if (role) codes.push('forbidden');
  if (ownAccount) codes.push('not_for_class_accounts');
  if (needsLogin) codes.push('not_logged_in', 'scope_missing', 'approval_pending', 'approval_refused');
  return codes;
}
