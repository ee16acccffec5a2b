export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The link that the mail is about, if any. */
  readonly link: string | null;
}

/** Sends mails to a mail server, or to the outbox page where none is set. */
export abstract class Mailer {
  abstract readonly kind: 'smtp' | 'outbox';

  /**
   * Checks that mails can be sent, before an answer promises one.
   * @throws AppError `mail_unavailable`
   */
  abstract ready(): Promise<void>;

  /** @throws MailRefused where trying again would not help */
  abstract send(mail: Mail): Promise<void>;
}
