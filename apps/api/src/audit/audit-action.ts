/** Everything that is written down; one line for each thing that somebody did, or tried to do. */
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
  | 'share_created'
  | 'share_ended'
  | 'requests_limited';
