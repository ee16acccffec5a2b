import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AccessPolicy } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { respond } from '../../errors/respond.js';
import type { ProbePass } from '../../signing/probe-pass.js';
import { withoutPlatformCookies } from '../headers/platform-cookies.js';
import { HttpEntry } from '../http-entry.js';
import type { AdmittedRequest, RequestAdmission } from '../requests/request-admission.js';
import type { ServiceHosts } from '../requests/service-hosts.js';
import type { RoutedPath } from '../routes/route-path.js';
import type { RouteTable } from '../routes/route-table.js';
import { type ServiceRequest, serviceRequestOf, TARGET_LENGTH } from '../service-request.js';
import type { ServiceUrls } from '../service-urls.js';
import { type ForwardAuthRequest, forwardAuthRequestOf, type ResponseMode } from './forward-auth.js';
import { restoreCookies } from './relayed-request.js';
import type { TraefikRelay } from './traefik-relay.js';

/**
 * Answers Traefik's ForwardAuth calls, and requests for services without a route where they came: Traefik drops a container's
 * route when the container stops, and has none for those on other machines. They end at its catch-all, which leads here.
 */
export class TraefikEntry extends HttpEntry {
  constructor(
    private readonly serviceUrls: ServiceUrls,
    private readonly routeTable: RouteTable,
    private readonly hosts: ServiceHosts,
    private readonly admission: RequestAdmission,
    private readonly relay: TraefikRelay,
    private readonly accessPolicy: AccessPolicy,
    private readonly probePass: ProbePass,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    restoreCookies(request.headers);
    const forwardAuth = forwardAuthRequestOf(request.url ?? '', request.headers, this.serviceUrls);
    if (forwardAuth) {
      void this.authorize(forwardAuth, response);
      return true;
    }
    const path = this.pathOf(request);
    if (this.hosts.takes(path, request, response)) return true;
    const admitted = this.admitToRelay(path, request);
    if (!admitted) return this.hosts.turnsAway(request, response);
    const { service } = admitted;
    if (admitted.refusal) {
      this.admission.refuse(admitted.refusal, service.route, admitted.request, response);
      return true;
    }
    if (this.admission.redirects(service.route, admitted.request, response)) return true;
    if (!service.resting) this.relay.web(request, response, service);
    else {
      void this.admission.waitForWake(admitted, response).then((awake) => {
        if (awake) this.relay.web(request, response, service);
      });
    }
    return true;
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): boolean {
    restoreCookies(request.headers);
    const path = this.pathOf(request);
    const admitted = this.admitToRelay(path, request);
    if (!admitted) return false;
    const { service } = admitted;
    if (admitted.refusal) {
      respond(admitted.refusal, socket);
      return true;
    }
    if (!service.resting) this.relay.upgrade(request, socket, head, service);
    else {
      void this.admission.waitForWakeOfUpgrade(admitted, socket).then((awake) => {
        if (awake) this.relay.upgrade(request, socket, head, service);
      });
    }
    return true;
  }

  /** Status 200 lets the request pass, with our Cookie header in place of its own; Traefik sends every other answer on as it is. */
  private async authorize(
    { route, responseMode, serviceRequest }: ForwardAuthRequest,
    response: ServerResponse,
  ): Promise<void> {
    const { headers } = serviceRequest;
    if (!this.probePass.isShown(serviceName(route), headers)) {
      if (this.hosts.enters(serviceName(route), serviceRequest, response)) return;
      const admitted = this.admit(route, serviceRequest);
      const refusal =
        refusalOfLength(serviceRequest) ??
        this.refusalOfMode(route, responseMode, headers) ??
        (admitted ?? this.admission.authorize(route, serviceRequest)).refusal;
      if (refusal) {
        this.admission.refuse(refusal, route, serviceRequest, response);
        return;
      }
      if (this.admission.redirects(route, serviceRequest, response)) return;
      if (admitted?.counts) admitted.service.activity.noteUse();
      if (admitted?.service.resting && !(await this.admission.waitForWake(admitted, response))) return;
    }
    const cookie = withoutPlatformCookies(headers.cookie);
    response.writeHead(200, { 'content-length': 0, ...(cookie !== undefined && { cookie }) });
    response.end();
  }

  /** Null for a service that is not in the route table yet: a process that has just started must not refuse its users. */
  private admit(route: ContainerRef, request: ServiceRequest): AdmittedRequest | null {
    const service = this.routeTable.at(serviceName(route));
    return service?.route.userId === route.userId ? this.admission.admit(service, request) : null;
  }

  /** Refuses every request where the template wants a sandbox and the labels make none. */
  private refusalOfMode(
    route: ContainerRef,
    responseMode: ResponseMode,
    headers: ServiceRequest['headers'],
  ): AppError | null {
    if (this.accessPolicy.responsePolicyOf(route.type).sandboxed && responseMode !== 'sandboxed')
      return new AppError('labels_outdated');
    return this.refusalOfUpgrade(route, headers);
  }

  /** Traefik does not change the headers of an answer to an upgrade, so its cookies would reach the shared origin. */
  private refusalOfUpgrade({ type }: ContainerRef, headers: ServiceRequest['headers']): AppError | null {
    const isRefused = headers['sec-websocket-key'] !== undefined && this.accessPolicy.responsePolicyOf(type).sandboxed;
    return isRefused ? new AppError('own_origin_needed') : null;
  }

  /**
   * Null unless the service rests, waits for a machine, or another machine has its route; and for our own readiness probe, which
   * has to see that the route is missing.
   */
  private admitToRelay(path: RoutedPath | null, request: IncomingMessage): AdmittedRequest | null {
    const service = path && this.routeTable.at(path.segment);
    if (!path || !service || !(service.resting || service.waitsFor || service.machine)) return null;
    if (this.probePass.isShown(serviceName(service.route), request.headers)) return null;
    const serviceRequest = serviceRequestOf(request, path.rest);
    const admitted = this.admission.admit(service, serviceRequest);
    const refusal =
      refusalOfLength(serviceRequest) ??
      this.refusalOfUpgrade(service.route, request.headers) ??
      admitted.refusal ??
      (service.waitsFor === null ? null : new AppError('machine_away', { machine: service.waitsFor }));
    if (refusal) return { ...admitted, refusal };
    if (admitted.counts) service.activity.noteUse();
    return admitted;
  }

  private pathOf({ url = '', headers }: IncomingMessage): RoutedPath | null {
    return this.serviceUrls.find(headers.host ?? '', url);
  }
}

/** The server sees only the address of Traefik's call. */
const refusalOfLength = ({ target }: ServiceRequest): AppError | null =>
  target.length > TARGET_LENGTH ? new AppError('address_too_long') : null;
