import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Front } from '../front/front.js';
import type { Reception } from '../front/reception.js';
import { splitTarget } from '../front/route-path.js';
import type { Services } from '../front/services.js';
import type { EmbeddedProxy } from './embedded-proxy.js';

/** Takes what belongs to a service, under whose segment every request of its begins. */
export class EmbeddedFront extends Front {
  constructor(
    private readonly services: Services,
    private readonly reception: Reception,
    private readonly proxy: EmbeddedProxy,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const path = splitTarget(request.url ?? '');
    const service = path && this.services.at(path.segment);
    if (!service) return false;
    const call = this.reception.meet(service, request.method ?? '', path.rest, request.headers);
    if (call.counts) service.activity.visitUntil(response);
    if (!service.resting) this.proxy.web(path, request, response);
    else {
      void this.reception.seat(call, request, response).then((awake) => {
        if (awake) this.proxy.web(path, request, response);
      });
    }
    return true;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const path = splitTarget(request.url ?? '');
    const service = path && this.services.at(path.segment);
    if (!service) return false;
    const call = this.reception.meet(service, request.method ?? '', path.rest, request.headers);
    if (call.counts) service.activity.visit();
    const carry = (): void => {
      this.proxy.upgrade(path, request, socket, head, () => {
        this.reception.listen(service, socket);
      });
    };
    if (!service.resting) carry();
    else {
      void this.reception.seatUpgrade(call, socket).then((awake) => {
        if (awake) carry();
      });
    }
    return true;
  }
}
