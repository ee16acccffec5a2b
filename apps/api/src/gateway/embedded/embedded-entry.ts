import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { respond } from '../../errors/respond.js';
import { HttpEntry } from '../http-entry.js';
import type { RequestAdmission } from '../requests/request-admission.js';
import type { ServiceHosts } from '../requests/service-hosts.js';
import type { RoutedPath } from '../routes/route-path.js';
import type { RouteTable } from '../routes/route-table.js';
import { serviceRequestOf } from '../service-request.js';
import type { ServiceUrls } from '../service-urls.js';
import type { EmbeddedProxy } from './embedded-proxy.js';

/** Takes every request for a service and hands those that may enter to the proxy. */
export class EmbeddedEntry extends HttpEntry {
  constructor(
    private readonly serviceUrls: ServiceUrls,
    private readonly routes: RouteTable,
    private readonly hosts: ServiceHosts,
    private readonly admission: RequestAdmission,
    private readonly proxy: EmbeddedProxy,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const path = this.pathOf(request);
    if (this.hosts.takes(path, request, response)) return true;
    const service = path && this.routes.at(path.segment);
    if (!service) return this.hosts.turnsAway(request, response);
    const admitted = this.admission.admit(service, serviceRequestOf(request, path));
    if (admitted.refusal) {
      this.admission.refuse(admitted.refusal, service.route, admitted.request, response);
      return true;
    }
    if (admitted.counts) service.activity.noteUseUntil(response);
    const carry = (): void => {
      this.admission.track(admitted, response);
      this.proxy.web(path, request, response);
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
    const service = path && this.routes.at(path.segment);
    if (!service) return false;
    const admitted = this.admission.admit(service, serviceRequestOf(request, path));
    if (admitted.refusal) {
      respond(admitted.refusal, socket);
      return true;
    }
    if (admitted.counts) service.activity.noteUse();
    const carry = (): void => {
      this.admission.track(admitted, socket);
      this.proxy.upgrade(path, request, socket, head, () => {
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
