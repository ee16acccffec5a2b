import type { Server } from 'node:http';

/** Requests that are still being answered this long after the end was asked for are cut off; launches get a little less. */
const PATIENCE_MS = 7000;

/**
 * Ends a server politely: takes no new connection, finishes what it is answering, then cuts the rest. A browser keeps
 * connections open that it has never used, and those would never end by themselves.
 */
export class Drain {
  private answering = 0;
  private begun = false;

  constructor(private readonly server: Server) {
    server.on('request', (_request, response) => {
      this.answering += 1;
      response.once('close', () => {
        this.answering -= 1;
        this.cutIfIdle();
      });
    });
  }

  begin(): void {
    this.begun = true;
    this.server.close();
    this.cutIfIdle();
    setTimeout(() => {
      this.server.closeAllConnections();
    }, PATIENCE_MS).unref();
  }

  private cutIfIdle(): void {
    if (this.begun && this.answering === 0) this.server.closeAllConnections();
  }
}
