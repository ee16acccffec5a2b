/** The mail server said no for good: an address that does not exist, a sender it does not accept. */
export class MailRefused extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'MailRefused';
  }
}
