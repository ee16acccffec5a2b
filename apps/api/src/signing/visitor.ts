/** Somebody who is logged in, as far as the services' door is concerned. */
export interface Visitor {
  readonly userId: number;
  readonly sessionId: string;
}
