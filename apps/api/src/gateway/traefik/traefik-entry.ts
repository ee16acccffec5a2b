import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AccessPolicy } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { sendRawProblem } from '../../errors/raw-problem.js';
import type { ProbePass } from '../../signing/probe-pass.js';
import { withoutPlatformCookies } from '../headers/platform-cookies.js';
import { HttpEntry } from '../http-entry.js';
import type { AdmittedRequest, RequestAdmission } from '../requests/request-admission.js';
import { type ServiceHosts, serviceRequestOf } from '../requests/service-hosts.js';
import type { ServiceRequest } from '../requests/service-request.js';
import type { RoutedPath } from '../routes/route-path.js';
import { type RouteTable } from '../routes/route-table.js';
import type { ServiceUrls } from '../service-urls.js';
import { type ForwardAuthRequest, forwardAuthRequestOf, type ResponseMode } from './forward-auth.js';
import type { TraefikRetryProxy } from './traefik-retry-proxy.js';

/**
 * Answers Traefik's authorisation calls, and the visitors of stopped services: with its container a service's route is
 * gone, so they end at the catch-all, which is us.
 */
export class TraefikEntry extends HttpEntry {
  constructor(
    private readonly addresses: ServiceUrls,
    private readonly services: RouteTable,
    private readonly lobby: ServiceHosts,
    private readonly reception: RequestAdmission,
    private readonly door: TraefikRetryProxy,
    private readonly gatekeeper: AccessPolicy,
    private readonly probePass: ProbePass,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const authorisation = forwardAuthRequestOf(request.url ?? '', request.headers, this.addresses);
    if (authorisation) {
      void this.authorise(authorisation, request, response);
      return true;
    }
    const place = this.placeOf(request);
    if (this.lobby.takes(place, request, response)) return true;
    const call = this.meet(place, request);
    if (!call) return this.lobby.turnsAway(request, response);
    if (call.refusal) this.reception.refuse(call.refusal, call.service.route, call.asked, request, response);
    else {
      void this.reception.waitForWake(call, request, response).then((awake) => {
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
      void this.reception.waitForWakeOfUpgrade(call, socket).then((awake) => {
        if (awake) this.door.upgrade(request, socket, head);
      });
    }
    return true;
  }

  /** An answer of 200 lets the request pass, with the Cookie header given here; any other goes to the visitor as it is. */
  private async authorise(
    { route, dress, asked }: ForwardAuthRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (!this.probePass.isShown(serviceName(route), asked.headers)) {
      if (this.lobby.enters(serviceName(route), asked, request, response)) return;
      const call = this.callFor(route, asked);
      const refusal =
        this.unrestrained(route, dress, asked) ?? (call ?? this.reception.authorize(route, asked)).refusal;
      if (refusal) {
        this.reception.refuse(refusal, route, asked, request, response);
        return;
      }
      if (call?.counts) call.service.activity.noteUse();
      if (call?.service.resting && !(await this.reception.waitForWake(call, request, response))) return;
    }
    const cookie = withoutPlatformCookies(request.headers.cookie);
    response.writeHead(200, { 'content-length': 0, ...(cookie !== undefined && { cookie }) });
    response.end();
  }

  /** Null while nothing is known of the service: a process that has just started keeps nobody out. */
  private callFor(route: ContainerRef, asked: ServiceRequest): AdmittedRequest | null {
    const service = this.services.at(serviceName(route));
    return service?.route.userId === route.userId ? this.reception.admit(service, asked) : null;
  }

  /** What everybody may open on a shared origin, where Traefik does not keep it apart: to nobody. */
  private unrestrained({ type }: ContainerRef, dress: ResponseMode, { headers }: ServiceRequest): AppError | null {
    if (!this.gatekeeper.responsePolicyOf(type).sandboxed) return null;
    if (dress !== 'sandboxed') return new AppError('labels_outdated');
    // Traefik passes on the headers of an answer to an upgrade as they are, cookies too.
    return headers['sec-websocket-key'] === undefined ? null : new AppError('own_origin_needed');
  }

  /** Null where no resting service is asked for, and where our own probe asks: it has to hear that there is no route. */
  private meet(place: RoutedPath | null, request: IncomingMessage): AdmittedRequest | null {
    const service = place && this.services.at(place.segment);
    if (!service?.resting || this.probePass.isShown(serviceName(service.route), request.headers)) return null;
    const call = this.reception.admit(service, serviceRequestOf(request, place));
    if (call.counts) service.activity.noteUse();
    return call;
  }

  private placeOf({ url = '', headers }: IncomingMessage): RoutedPath | null {
    return this.addresses.find(headers.host ?? '', url);
  }
}
