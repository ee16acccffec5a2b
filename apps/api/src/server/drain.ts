import type { Server, ServerResponse } from 'node:http';

/** After this time responses under way are cut; launches end a little earlier. */
const GRACE_MS = 7000;

/**
 * Shuts a server down: accepts no new connection, finishes responses under way, then cuts all connections. A browser keeps
 * connections open that it has never used, and those would never end by themselves.
 */
export class Drain {
  private readonly answering = new Set<ServerResponse>();
  /** Kept connections are cut as soon as nothing is answered. */
  private cuts = false;
  private begun = false;

  /**
   * @param keptMs how long a proxy that has another replica may go on using the connections that it keeps. An answer on each
   * tells it to leave; cut under a request that is on its way, the visitor would get 502.
   */
  constructor(
    private readonly server: Server,
    private readonly keptMs = 0,
  ) {
    // Before the one that may answer at once.
    server.prependListener('request', (_request, response) => {
      this.answering.add(response);
      if (this.begun) response.shouldKeepAlive = false;
      response.once('close', () => {
        this.answering.delete(response);
        this.cutIfIdle();
      });
    });
  }

  begin(): void {
    this.begun = true;
    this.server.close();
    for (const response of this.answering) response.shouldKeepAlive = false;
    setTimeout(() => {
      this.cuts = true;
      this.cutIfIdle();
    }, this.keptMs).unref();
    setTimeout(() => {
      this.server.closeAllConnections();
    }, GRACE_MS).unref();
  }

  private cutIfIdle(): void {
    if (this.cuts && this.answering.size === 0) this.server.closeAllConnections();
  }
}
