import type { AddressFault, ErrorCode, NotStored } from '@spawner/contracts';

/** An error for its reader: what happened, and what to do next. Facts of the error fill the `{places}`. */
interface ErrorText {
  readonly title: string;
  readonly detail: string;
}

interface PageText {
  readonly title: string;
  readonly advice: string;
}

type LinkMailText = Readonly<Record<'subject' | 'intro' | 'button', string>>;

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
      | 'visit_dismissed'
      | 'login_link_sent',
      string
    >
  >;
  /** Why a file of an archive was not stored. */
  readonly notStored: Readonly<Record<NotStored, string>>;
  readonly invalidFields: Readonly<Record<'email' | 'token' | 'code' | 'unknown' | 'other', string>> & {
    readonly address: Readonly<Record<AddressFault, string>>;
  };
  readonly mail: Readonly<Record<'greeting' | 'code' | 'expiry' | 'ignore' | 'plain_link_hint', string>> & {
    readonly login: LinkMailText;
    /** To an address without an account. */
    readonly no_account: LinkMailText;
    readonly blocked: Readonly<Record<'subject' | 'intro', string>>;
    readonly test: Readonly<Record<'subject' | 'intro', string>>;
  };
  /** Pages that stand in place of a service. */
  readonly pages: {
    readonly to_dashboard: string;
    readonly waking: PageText;
    readonly share: PageText & {
      readonly noscript: string;
      readonly incomplete: PageText;
      readonly unreachable: PageText;
    };
  };
  readonly visitMail: Readonly<Record<'subject' | 'greeting' | 'intro' | 'advice', string>>;
}
