export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The link that the mail is about, if any. */
  readonly link: string | null;
}

export interface Delivery {
  /** Its Message-ID is made from it, so that a mail server can recognise a mail that is sent again. */
  readonly id: string;
  readonly date: Date;
  /** Has to succeed before the text is sent; from then on the mail may have arrived. */
  readonly handOver: () => Promise<void>;
}

/** Sends mails to a mail server, or to the outbox page where none is set. */
export abstract class Mailer {
  abstract readonly kind: 'smtp' | 'outbox';

  /**
   * Resolves when the mail is accepted.
   * @throws MailFault
   */
  abstract send(mail: Mail, delivery: Delivery): Promise<void>;

  /** Ends all connections; what is being sent on them fails. */
  abstract close(): void;
}
