import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Finished ones that are kept at most beside those that are open. */
const ROOM = 64;

interface OpenResponse {
  readonly sessionId: string;
  readonly line: ServerResponse | Duplex;
}

/**
 * Responses and sockets by session, so that they can be cut when it ends. Finished ones are removed at intervals: a
 * listener on each response would cost more than all other work for the request.
 */
export class OpenResponses {
  private open: OpenResponse[] = [];
  private room = ROOM;

  add(sessionId: string, line: ServerResponse | Duplex): void {
    if (this.open.push({ sessionId, line }) > this.room) this.forgetFinished();
  }

  closeAllOf(sessionId: string): void {
    this.forgetFinished();
    for (const each of this.open) if (each.sessionId === sessionId) each.line.destroy();
  }

  private forgetFinished(): void {
    this.open = this.open.filter(({ line }) => !line.writableFinished && !line.destroyed);
    this.room = 2 * this.open.length + ROOM;
  }
}
