import type { ErrorCode } from '@spawner/contracts';

/** What a reader is told of an error: what happened, and what to do next. `{name}` places are filled with facts. */
interface ErrorText {
  readonly title: string;
  readonly detail: string;
}

export interface Texts {
  readonly errors: Readonly<Record<ErrorCode, ErrorText>>;
  readonly answers: Readonly<
    Record<
      | 'container_ready'
      | 'container_stopped'
      | 'container_removed'
      | 'file_stored'
      | 'mail_on_its_way'
      | 'logged_out'
      | 'logged_out_everywhere'
      | 'session_ended'
      | 'link_refused'
      | 'token_revoked'
      | 'share_ended'
      | 'visit_dismissed',
      string
    >
  >;
  readonly invalidFields: Readonly<Record<'email' | 'token' | 'code' | 'unknown' | 'other', string>>;
  readonly mail: Readonly<
    Record<'subject' | 'greeting' | 'intro' | 'button' | 'code' | 'expiry' | 'ignore' | 'plain_link_hint', string>
  >;
  readonly visitMail: Readonly<Record<'subject' | 'greeting' | 'intro' | 'advice', string>>;
}
