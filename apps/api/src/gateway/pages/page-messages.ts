/** What a teacher has written to the owner of a service. */
export interface PageMessage {
  readonly sent_by: string;
  readonly text: string;
}

/** What its owner has not put away yet: whoever waits for the own service has no dashboard open to read it there. */
export type MessageReader = (userId: number) => Promise<readonly PageMessage[]>;
