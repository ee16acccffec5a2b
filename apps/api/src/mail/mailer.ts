/** A mail as its reader gets it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What the mail asks to be clicked; null where it asks for nothing. */
  readonly link: string | null;
}

/** What takes mails from here: a mail server, or the outbox page while none is set. */
export abstract class Mailer {
  abstract readonly kind: 'smtp' | 'outbox';

  /**
   * Answers when mails can be sent, so that nobody is told "on its way" of one that cannot be.
   * @throws AppError `mail_unavailable`
   */
  abstract ready(): Promise<void>;

  /** @throws MailRefused where trying again would not help */
  abstract send(mail: Mail): Promise<void>;
}
