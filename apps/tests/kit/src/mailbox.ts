/** Access to the mails of a person. */
export interface Mailbox {
  /** The link in the oldest unread mail to this address. */
  linkFor(email: string): Promise<string>;
}
