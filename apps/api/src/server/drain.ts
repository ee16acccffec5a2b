import type { Server } from 'node:http';

/** After this time responses under way are cut; launches end a little earlier. */
const GRACE_MS = 7000;

/**
 * Shuts a server down: accepts no new connection, finishes responses under way, then cuts all connections. A browser keeps
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
    }, GRACE_MS).unref();
  }

  private cutIfIdle(): void {
    if (this.begun && this.answering === 0) this.server.closeAllConnections();
  }
}
