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
import type { TraefikRetryProxy } from './traefik-retry-proxy.js';

/**
 * Answers Traefik's ForwardAuth calls, and requests for stopped services: Traefik drops a container's route when the
 * container stops, so they end at its catch-all route, which leads here.
 */
export class TraefikEntry extends HttpEntry {
  constructor(
    private readonly serviceUrls: ServiceUrls,
    private readonly routeTable: RouteTable,
    private readonly hosts: ServiceHosts,
    private readonly admission: RequestAdmission,
    private readonly retryProxy: TraefikRetryProxy,
    private readonly accessPolicy: AccessPolicy,
    private readonly probePass: ProbePass,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const forwardAuth = forwardAuthRequestOf(request.url ?? '', request.headers, this.serviceUrls);
    if (forwardAuth) {
      void this.authorize(forwardAuth, response);
      return true;
    }
    const path = this.pathOf(request);
    if (this.hosts.takes(path, request, response)) return true;
    const admitted = this.admitToResting(path, request);
    if (!admitted) return this.hosts.turnsAway(request, response);
    if (admitted.refusal) {
      this.admission.refuse(admitted.refusal, admitted.service.route, admitted.request, response);
      return true;
    }
    if (this.admission.redirects(admitted.service.route, admitted.request, response)) return true;
    void this.admission.waitForWake(admitted, response).then((awake) => {
      if (awake) this.retryProxy.web(request, response);
    });
    return true;
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): boolean {
    const admitted = this.admitToResting(this.pathOf(request), request);
    if (!admitted) return false;
    if (admitted.refusal) {
      respond(admitted.refusal, socket);
      return true;
    }
    void this.admission.waitForWakeOfUpgrade(admitted, socket).then((awake) => {
      if (awake) this.retryProxy.upgrade(request, socket, head);
    });
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
    { type }: ContainerRef,
    responseMode: ResponseMode,
    headers: ServiceRequest['headers'],
  ): AppError | null {
    if (!this.accessPolicy.responsePolicyOf(type).sandboxed) return null;
    if (responseMode !== 'sandboxed') return new AppError('labels_outdated');
    // Traefik does not change the headers of an answer to an upgrade, so its cookies would reach the shared origin.
    return headers['sec-websocket-key'] === undefined ? null : new AppError('own_origin_needed');
  }

  /** Null unless the service rests, and for our own readiness probe, which has to see that the route is missing. */
  private admitToResting(path: RoutedPath | null, request: IncomingMessage): AdmittedRequest | null {
    const service = path && this.routeTable.at(path.segment);
    if (!path || !service?.resting || this.probePass.isShown(serviceName(service.route), request.headers)) return null;
    const admitted = this.admission.admit(service, serviceRequestOf(request, path.rest));
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
