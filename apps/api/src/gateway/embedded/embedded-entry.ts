import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../errors/app-error.js';
import { respond } from '../../errors/respond.js';
import type { Trust } from '../../http/trusted-proxies.js';
import { HttpEntry } from '../http-entry.js';
import type { RequestAdmission } from '../requests/request-admission.js';
import type { ServiceHosts } from '../requests/service-hosts.js';
import type { RoutedPath } from '../routes/route-path.js';
import type { RouteTable } from '../routes/route-table.js';
import { serviceRequestOf } from '../service-request.js';
import type { ServiceUrls } from '../service-urls.js';
import { rewriteRequest } from './rewrite-request.js';

/** Takes every request for a service and carries those that may enter to its container. */
export class EmbeddedEntry extends HttpEntry {
  constructor(
    private readonly serviceUrls: ServiceUrls,
    private readonly routeTable: RouteTable,
    private readonly hosts: ServiceHosts,
    private readonly admission: RequestAdmission,
    private readonly trust: Trust,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const path = this.pathOf(request);
    if (this.hosts.takes(path, request, response)) return true;
    const service = path && this.routeTable.at(path.segment);
    if (!service) return this.hosts.turnsAway(request, response);
    const admitted = this.admission.admit(service, serviceRequestOf(request, path.rest));
    if (admitted.refusal) {
      this.admission.refuse(admitted.refusal, service.route, admitted.request, response);
      return true;
    }
    if (this.admission.redirects(service.route, admitted.request, response)) return true;
    if (admitted.counts) service.activity.noteUseUntil(response);
    const carry = (): void => {
      this.admission.track(admitted, response);
      // Looked up now: the service may have another container since the request came.
      const backend = this.routeTable.at(path.segment)?.backend;
      if (!backend) {
        respond(new AppError('service_unavailable'), response);
        return;
      }
      rewriteRequest(request, path, backend.keptPrefix, this.trust);
      backend.web(request, response);
    };
    if (!service.resting) carry();
    else {
      void this.admission.waitForWake(admitted, response).then((awake) => {
        if (awake) carry();
      });
    }
    return true;
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): boolean {
    const path = this.pathOf(request);
    const service = path && this.routeTable.at(path.segment);
    if (!service) return false;
    const admitted = this.admission.admit(service, serviceRequestOf(request, path.rest));
    if (admitted.refusal) {
      respond(admitted.refusal, socket);
      return true;
    }
    if (admitted.counts) service.activity.noteUse();
    const carry = (): void => {
      this.admission.track(admitted, socket);
      const backend = this.routeTable.at(path.segment)?.backend;
      if (!backend) {
        respond(new AppError('service_unavailable'), socket);
        return;
      }
      rewriteRequest(request, path, backend.keptPrefix, this.trust);
      backend.upgrade(request, socket, head, () => {
        this.admission.listen(service, socket);
      });
    };
    if (!service.resting) carry();
    else {
      void this.admission.waitForWakeOfUpgrade(admitted, socket).then((awake) => {
        if (awake) carry();
      });
    }
    return true;
  }

  private pathOf({ url = '', headers }: IncomingMessage): RoutedPath | null {
    return this.serviceUrls.find(headers.host ?? '', url);
  }
}
