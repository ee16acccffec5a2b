import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProxyServer, proxyUpgrade } from 'httpxy';
import { AppError } from '../../errors/app-error.js';
import { respond } from '../../errors/respond.js';

/** Says that a request came back to us although we had sent it through the front door. */
const SENT_HEADER = 'x-spawner-sent';

/** Sends requests through Traefik once more, host and path as they came, for a route that was not there a moment ago. */
export class TraefikRetryProxy {
  private readonly proxy = createProxyServer({ xfwd: false, secure: false });

  /** @param url Traefik's entry point */
  constructor(private readonly url: string) {
    this.proxy.on('error', (_error, request, response) => {
      if (request && response && 'writeHead' in response) respond(new AppError('service_unavailable'), response);
    });
  }

  web(request: IncomingMessage, response: ServerResponse): void {
    if (this.cameBack(request)) {
      respond(new AppError('service_unavailable'), response);
      return;
    }
    void this.proxy.web(request, response, { target: this.url }).catch(() => {
      respond(new AppError('service_unavailable'), response);
    });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.cameBack(request)) {
      socket.destroy();
      return;
    }
    proxyUpgrade(this.url, request, socket, head, { xfwd: false, secure: false }).catch(() => {
      socket.destroy();
    });
  }

  /** Once is enough: a route that vanishes again must not send the request round and round. */
  private cameBack({ headers }: IncomingMessage): boolean {
    if (headers[SENT_HEADER] !== undefined) return true;
    headers[SENT_HEADER] = '1';
    return false;
  }
}
