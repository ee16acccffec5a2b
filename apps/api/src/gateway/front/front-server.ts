import { type RequestListener, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Front } from './front.js';

/** Longer than Traefik keeps an idle connection (90 s), so that it never asks on one that is being closed. */
const KEEP_ALIVE_MS = 100_000;

/** One server for everything: what the front takes never reaches the framework. */
export class FrontServer extends Server {
  private readonly upgraded = new Set<Duplex>();

  /** @param front asked at every request, because it is put together after the server it stands in */
  constructor(front: () => Front, framework: RequestListener) {
    super({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      if (!front().handle(request, response)) framework(request, response);
    });
    this.on('upgrade', (request, socket: Duplex, head: Buffer) => {
      if (!front().upgrade(request, socket, head)) {
        socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      this.upgraded.add(socket);
      socket.once('close', () => this.upgraded.delete(socket));
    });
  }

  /** The server knows upgraded sockets no more, yet would wait until the last visitor has left. */
  override close(callback?: (error?: Error) => void): this {
    for (const socket of this.upgraded) socket.destroy();
    return super.close(callback);
  }
}
