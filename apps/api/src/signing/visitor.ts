/** The user and session that a pass or token belongs to. */
export interface Visitor {
  readonly userId: number;
  readonly sessionId: string;
}
