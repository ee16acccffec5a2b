/** The user and session that a pass or token belongs to. */
export interface Visitor {
  readonly userId: number;
  readonly sessionId: string;
  /** Only of a login with a card. */
  readonly stay?: Stay;
}

/** How long a login with a card stays. No pass of it is good for longer, on whichever host. */
export interface Stay {
  /** Seconds since 1970. */
  readonly endsAt: number;
  /** On a device of their own; else it ends with the browser, too. */
  readonly ownDevice: boolean;
}
