import type { MailState } from '@spawner/contracts';
import type { EntityManager } from 'typeorm';
import type { Mail } from '../mailer.js';

/** What a mail is made from: plain JSON, without secrets. */
type MailFacts = Readonly<Record<string, unknown>>;

/** A mail that is to be sent. */
export interface NewMail {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly facts: MailFacts;
  /** How long it is tried. */
  readonly seconds: number;
}

/** A mail that this process sends at the moment. */
export interface ClaimedMail {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly facts: MailFacts;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Including this one. */
  readonly attempts: number;
  /** How often the server wanted this mail later. */
  readonly deferrals: number;
}

export type Outcome = Exclude<MailState, 'waiting'>;

/** Makes the mails of one kind. Composed anew for each attempt, so that no text with a secret is stored. */
export interface MailKind {
  compose(mail: ClaimedMail): Promise<Mail>;
  /** In the transaction that settles the mail. */
  settled?(id: string, outcome: Outcome, manager: EntityManager): Promise<void>;
}
