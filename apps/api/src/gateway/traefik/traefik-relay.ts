import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../errors/app-error.js';
import { respond } from '../../errors/respond.js';
import { ApplicationProxy } from '../application-proxy.js';
import type { RouteState } from '../routes/route-state.js';
import { markAdmitted, SENT_HEADER } from './relayed-request.js';
import type { TraefikDoors } from './traefik-doors.js';

/** Once more after the first: that process may not have learned yet that the container has moved or stopped. */
const NEXT_SENT: Readonly<Record<string, string>> = { '': '1', '1': '2' };

/** Sends an admitted request to the Traefik that has the service's route: it was missing where the request came. */
export class TraefikRelay {
  private readonly proxy = new ApplicationProxy();

  /** @param isSandboxed the pages of services of this type */
  constructor(
    private readonly doors: TraefikDoors,
    private readonly isSandboxed: (type: string) => boolean,
  ) {}

  web(request: IncomingMessage, response: ServerResponse, service: RouteState): void {
    const target = this.doors.at(service.machine);
    if (!this.prepare(request.headers, service)) respond(new AppError('service_unavailable'), response);
    else this.proxy.web(request, response, target, target.tls ? (this.doors.agent ?? false) : false);
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, service: RouteState): void {
    if (!this.prepare(request.headers, service)) socket.destroy();
    else this.proxy.upgrade(request, socket, head, this.doors.at(service.machine));
  }

  /** False where the route is missing again and again: a request must not circle for ever. A client may send the header too. */
  private prepare(headers: IncomingHttpHeaders, { route, machine }: RouteState): boolean {
    const next = NEXT_SENT[String(headers[SENT_HEADER] ?? '')];
    if (next === undefined) return false;
    headers[SENT_HEADER] = next;
    // The only Traefik makes the check itself.
    if (machine !== null) markAdmitted(headers, route, this.isSandboxed(route.type));
    return true;
  }
}
