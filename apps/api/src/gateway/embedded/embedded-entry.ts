import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { sendRawProblem } from '../../errors/raw-problem.js';
import type { Addresses } from '../service-urls.js';
import { Front } from '../http-entry.js';
import { askedOf, type Lobby } from '../requests/service-hosts.js';
import type { Reception } from '../requests/request-admission.js';
import type { RoutedPath } from '../routes/route-path.js';
import type { Services } from '../routes/route-table.js';
import type { EmbeddedProxy } from './embedded-proxy.js';

/** Takes what belongs to a service, under whose segment every request of its begins. */
export class EmbeddedFront extends Front {
  constructor(
    private readonly addresses: Addresses,
    private readonly services: Services,
    private readonly lobby: Lobby,
    private readonly reception: Reception,
    private readonly proxy: EmbeddedProxy,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const path = this.placeOf(request);
    if (this.lobby.takes(path, request, response)) return true;
    const service = path && this.services.at(path.segment);
    if (!service) return this.lobby.turnsAway(request, response);
    const call = this.reception.meet(service, askedOf(request, path));
    if (call.refusal) {
      this.reception.turnAway(call.refusal, service.route, call.asked, request, response);
      return true;
    }
    if (call.counts) service.activity.visitUntil(response);
    const carry = (): void => {
      this.reception.admit(call, response);
      this.proxy.web(path, request, response);
    };
    if (!service.resting) carry();
    else {
      void this.reception.seat(call, request, response).then((awake) => {
        if (awake) carry();
      });
    }
    return true;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const path = this.placeOf(request);
    const service = path && this.services.at(path.segment);
    if (!service) return false;
    const call = this.reception.meet(service, askedOf(request, path));
    if (call.refusal) {
      sendRawProblem(socket, call.refusal);
      return true;
    }
    if (call.counts) service.activity.visit();
    const carry = (): void => {
      this.reception.admit(call, socket);
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

  private placeOf({ url = '', headers }: IncomingMessage): RoutedPath | null {
    return this.addresses.find(headers.host ?? '', url);
  }
}
