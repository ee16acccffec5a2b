/** The mail server refused for good: the address does not exist, or it does not accept the sender. */
export class MailRefused extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'MailRefused';
  }
}
