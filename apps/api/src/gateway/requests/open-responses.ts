import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answered guests that are kept at most beside those that are not. */
const ROOM = 64;

interface Guest {
  readonly sessionId: string;
  readonly line: ServerResponse | Duplex;
}

/**
 * Whom answers and sockets are open for, so that they can be cut when a session ends. Looked through now and then: a
 * listener on each response would cost more than the rest of the visit.
 */
export class OpenResponses {
  private present: Guest[] = [];
  private room = ROOM;

  add(sessionId: string, line: ServerResponse | Duplex): void {
    if (this.present.push({ sessionId, line }) > this.room) this.forgetGone();
  }

  closeAllOf(sessionId: string): void {
    this.forgetGone();
    for (const guest of this.present) if (guest.sessionId === sessionId) guest.line.destroy();
  }

  private forgetGone(): void {
    this.present = this.present.filter(({ line }) => !line.writableFinished && !line.destroyed);
    this.room = 2 * this.present.length + ROOM;
  }
}
