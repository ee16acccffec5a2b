import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../errors/app-error.js';
import { respond } from '../../errors/respond.js';
import { ApplicationProxy, type Target } from '../application-proxy.js';

/** Says that a request came back to us although we had sent it through the front door. */
const SENT_HEADER = 'x-spawner-sent';

/** Sends requests through Traefik once more, host and path as they came, for a route that was not there a moment ago. */
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

  /** Once is enough: a route that vanishes again must not send the request round and round. */
  private cameBack({ headers }: IncomingMessage): boolean {
    if (headers[SENT_HEADER] !== undefined) return true;
    headers[SENT_HEADER] = '1';
    return false;
  }
}
