import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../errors/app-error.js';
import { respond } from '../../errors/respond.js';
import { ApplicationProxy, type Target } from '../application-proxy.js';

/** On requests that we sent to Traefik, to recognise one that comes back to us. */
const SENT_HEADER = 'x-spawner-sent';

/** Sends a request, unchanged, to Traefik again: its route was missing a moment ago and is there now. */
export class TraefikRetryProxy {
  private readonly proxy = new ApplicationProxy();
  private readonly target: Target;

  /** @param url Traefik's entry point */
  constructor(url: string) {
    const { protocol, hostname: host, port } = new URL(url);
    this.target = { protocol, host, port };
  }

  web(request: IncomingMessage, response: ServerResponse): void {
    if (this.cameBack(request)) respond(new AppError('service_unavailable'), response);
    else this.proxy.web(request, response, this.target);
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (this.cameBack(request)) socket.destroy();
    else this.proxy.upgrade(request, socket, head, this.target);
  }

  /** Sent only once: where the route is missing again, the request must not circle for ever. */
  private cameBack({ headers }: IncomingMessage): boolean {
    if (headers[SENT_HEADER] !== undefined) return true;
    headers[SENT_HEADER] = '1';
    return false;
  }
}
