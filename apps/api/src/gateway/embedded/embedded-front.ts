import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { sendRawProblem } from '../../common/raw-problem.js';
import type { Addresses } from '../addresses.js';
import { Front } from '../front/front.js';
import { askedOf, type Lobby } from '../front/lobby.js';
import type { Reception } from '../front/reception.js';
import type { RoutedPath } from '../front/route-path.js';
import type { Services } from '../front/services.js';
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

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): boolean {
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
