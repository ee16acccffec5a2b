import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Gatekeeper } from '../../access/gatekeeper.js';
import { AppError } from '../../common/app-error.js';
import { sendRawProblem } from '../../common/raw-problem.js';
import type { Addresses } from '../addresses.js';
import type { Asked } from '../front/asked.js';
import { Front } from '../front/front.js';
import { withoutPlatformCookies } from '../front/platform-cookies.js';
import { askedOf, type Lobby } from '../front/lobby.js';
import type { Call, Reception } from '../front/reception.js';
import type { RoutedPath } from '../front/route-path.js';
import { segmentOf, type Services } from '../front/services.js';
import type { ServiceRoute } from '../gateway.js';
import { type Authorisation, authorisationOf, type Dress } from './authorisation.js';
import type { FrontDoorProxy } from './front-door.js';
import type { ProbePass } from './probe-pass.js';

/**
 * Answers Traefik's authorisation calls, and the visitors of stopped services: with its container a service's route is
 * gone, so they end at the catch-all, which is us.
 */
export class TraefikFront extends Front {
  constructor(
    private readonly addresses: Addresses,
    private readonly services: Services,
    private readonly lobby: Lobby,
    private readonly reception: Reception,
    private readonly door: FrontDoorProxy,
    private readonly gatekeeper: Gatekeeper,
    private readonly probePass: ProbePass,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const authorisation = authorisationOf(request.url ?? '', request.headers, this.addresses);
    if (authorisation) {
      void this.authorise(authorisation, request, response);
      return true;
    }
    const place = this.placeOf(request);
    if (this.lobby.takes(place, request, response)) return true;
    const call = this.meet(place, request);
    if (!call) return this.lobby.turnsAway(request, response);
    if (call.refusal) this.reception.turnAway(call.refusal, call.service.route, call.asked, request, response);
    else {
      void this.reception.seat(call, request, response).then((awake) => {
        if (awake) this.door.web(request, response);
      });
    }
    return true;
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): boolean {
    const call = this.meet(this.placeOf(request), request);
    if (!call) return false;
    if (call.refusal) sendRawProblem(socket, call.refusal);
    else {
      void this.reception.seatUpgrade(call, socket).then((awake) => {
        if (awake) this.door.upgrade(request, socket, head);
      });
    }
    return true;
  }

  /** An answer of 200 lets the request pass, with the Cookie header given here; any other goes to the visitor as it is. */
  private async authorise(
    { route, dress, asked }: Authorisation,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (!this.probePass.isShown(segmentOf(route), asked.headers)) {
      if (this.lobby.enters(segmentOf(route), asked, request, response)) return;
      const call = this.callFor(route, asked);
      const refusal = this.unrestrained(route, dress, asked) ?? (call ?? this.reception.judge(route, asked)).refusal;
      if (refusal) {
        this.reception.turnAway(refusal, route, asked, request, response);
        return;
      }
      if (call?.counts) call.service.activity.visit();
      if (call?.service.resting && !(await this.reception.seat(call, request, response))) return;
    }
    const cookie = withoutPlatformCookies(request.headers.cookie);
    response.writeHead(200, { 'content-length': 0, ...(cookie !== undefined && { cookie }) });
    response.end();
  }

  /** Null while nothing is known of the service: a process that has just started keeps nobody out. */
  private callFor(route: ServiceRoute, asked: Asked): Call | null {
    const service = this.services.at(segmentOf(route));
    return service?.route.userId === route.userId ? this.reception.meet(service, asked) : null;
  }

  /** What everybody may open on a shared origin, where Traefik does not keep it apart: to nobody. */
  private unrestrained({ type }: ServiceRoute, dress: Dress, { headers }: Asked): AppError | null {
    if (!this.gatekeeper.standingOf(type).sandboxed) return null;
    if (dress !== 'sandboxed') return new AppError('labels_outdated');
    // Traefik passes on the headers of an answer to an upgrade as they are, cookies too.
    return headers['sec-websocket-key'] === undefined ? null : new AppError('own_origin_needed');
  }

  /** Null where no resting service is asked for, and where our own probe asks: it has to hear that there is no route. */
  private meet(place: RoutedPath | null, request: IncomingMessage): Call | null {
    const service = place && this.services.at(place.segment);
    if (!service?.resting || this.probePass.isShown(segmentOf(service.route), request.headers)) return null;
    const call = this.reception.meet(service, askedOf(request, place));
    if (call.counts) service.activity.visit();
    return call;
  }

  private placeOf({ url = '', headers }: IncomingMessage): RoutedPath | null {
    return this.addresses.find(headers.host ?? '', url);
  }
}
