/** The user and session that a pass or token speaks for. */
export interface Visitor {
  readonly userId: number;
  readonly sessionId: string;
}
