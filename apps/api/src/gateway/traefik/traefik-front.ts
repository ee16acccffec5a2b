import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Front } from '../front/front.js';
import { withoutPlatformCookies } from '../front/platform-cookies.js';
import type { Reception } from '../front/reception.js';
import { splitTarget } from '../front/route-path.js';
import type { Service } from '../front/service.js';
import type { Services } from '../front/services.js';
import { PROBE_AGENT } from '../visits/request-kind.js';
import { type Authorisation, authorisationOf } from './authorisation.js';
import type { FrontDoorProxy } from './front-door.js';

/**
 * Answers Traefik's authorisation calls, and the visitors of stopped services: with its container a service's route is
 * gone, so they end at the catch-all, which is us.
 */
export class TraefikFront extends Front {
  constructor(
    private readonly services: Services,
    private readonly reception: Reception,
    private readonly door: FrontDoorProxy,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const authorisation = authorisationOf(request.url ?? '', request.headers);
    if (authorisation) {
      void this.authorise(authorisation, request, response);
      return true;
    }
    const resting = this.restingServiceOf(request);
    if (!resting) return false;
    void this.reception.seat(this.meet(resting, request), request, response).then((awake) => {
      if (awake) this.door.web(request, response);
    });
    return true;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const resting = this.restingServiceOf(request);
    if (!resting) return false;
    void this.reception.seatUpgrade(this.meet(resting, request), socket).then((awake) => {
      if (awake) this.door.upgrade(request, socket, head);
    });
    return true;
  }

  /** An answer of 200 lets the request pass, with the Cookie header given here; any other goes to the visitor as it is. */
  private async authorise(
    { segment, method, uri }: Authorisation,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const service = this.services.at(segment);
    if (service) {
      const call = this.reception.meet(service, method, uri, request.headers);
      if (call.counts) service.activity.visit();
      const passes = !service.resting || isProbe(request) || (await this.reception.seat(call, request, response));
      if (!passes) return;
    }
    const cookie = withoutPlatformCookies(request.headers.cookie);
    response.writeHead(200, { 'content-length': 0, ...(cookie !== undefined && { cookie }) });
    response.end();
  }

  private meet(service: Service, { method = '', url = '', headers }: IncomingMessage) {
    const call = this.reception.meet(service, method, url, headers);
    if (call.counts) service.activity.visit();
    return call;
  }

  /** Our own probe has to hear that there is no route. */
  private restingServiceOf(request: IncomingMessage): Service | null {
    const path = splitTarget(request.url ?? '');
    const service = path && this.services.at(path.segment);
    return service?.resting && !isProbe(request) ? service : null;
  }
}

const isProbe = ({ headers }: IncomingMessage): boolean => headers['user-agent'] === PROBE_AGENT;
