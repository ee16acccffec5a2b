import type { AddressFault, ErrorCode, LimitKind, LimitScope, NotStored, PatternFault } from '@spawner/contracts';

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
      | 'account_deleted'
      | 'login_link_sent'
      | 'approval_granted'
      | 'approval_refused'
      | 'invitation_sent'
      | 'invitation_revoked'
      | 'limit_rule_deleted'
      | 'class_deleted'
      | 'material_deleted'
      | 'collection_deleted'
      | 'class_left'
      | 'cards_reopened'
      | 'card_revoked'
      | 'join_code_ended'
      | 'message_withdrawn'
      | 'message_seen'
      | 'help_done'
      | 'help_withdrawn'
      | 'member_removed',
      string
    >
  >;
  /** `limit_reached` by what is limited; `{rule}` is one of `limitRules`. */
  readonly limitReached: Readonly<Record<LimitKind, ErrorText>>;
  readonly limitRules: Readonly<Record<LimitScope, string>>;
  /** Why an archive is not handed out. */
  readonly archiveUnsafe: Readonly<Record<Exclude<NotStored, 'too_large' | 'in_the_way'>, string>>;
  /** The list of contents in what was collected. */
  readonly collection: {
    /** Its name. */
    readonly contents: string;
    readonly columns: readonly string[];
    readonly leftOut: Readonly<Record<'link' | 'device' | 'too_much' | 'too_many' | 'made_by_tools' | 'more', string>>;
    readonly notCollected: string;
  };
  /** Why a file of an archive was not stored. */
  readonly notStored: Readonly<Record<NotStored, string>>;
  readonly invalidFields: Readonly<Record<'email' | 'token' | 'code' | 'unknown' | 'other', string>> & {
    readonly address: Readonly<Record<AddressFault, string>>;
    readonly pattern: Readonly<Record<PatternFault, string>>;
  };
  readonly mail: Readonly<Record<'greeting' | 'code' | 'expiry' | 'ignore' | 'plain_link_hint', string>> & {
    readonly login: LinkMailText;
    /** To an address without an account. */
    readonly no_account: LinkMailText;
    readonly blocked: Readonly<Record<'subject' | 'intro', string>>;
    /** To an address without an account that may not have one. */
    readonly not_allowed: Readonly<Record<'subject' | 'intro', string>>;
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
  readonly visitMail: Readonly<
    Record<'subject' | 'greeting' | 'intro' | 'intro_teacher' | 'reason' | 'advice', string>
  >;
  readonly approvalMail: Readonly<
    Record<'waiting' | 'granted' | 'refused', Readonly<Record<'subject' | 'intro', string>>> & Record<'reason', string>
  >;
  readonly addressMail: Readonly<Record<'subject' | 'intro' | 'advice', string>>;
  readonly invitationMail: Readonly<
    Record<'subject' | 'intro' | 'intro_class' | 'intro_unknown' | 'button' | 'expiry' | 'ignore', string>
  >;
}
