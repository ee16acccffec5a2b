/** Where a person reads their mail. */
export interface Mailbox {
  /** The link in the oldest mail to this address that has not been read yet. */
  linkFor(email: string): Promise<string>;
}
