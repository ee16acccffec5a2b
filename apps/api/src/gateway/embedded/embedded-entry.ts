import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { sendRawProblem } from '../../errors/raw-problem.js';
import { HttpEntry } from '../http-entry.js';
import type { RequestAdmission } from '../requests/request-admission.js';
import { type ServiceHosts, serviceRequestOf } from '../requests/service-hosts.js';
import type { RoutedPath } from '../routes/route-path.js';
import type { RouteTable } from '../routes/route-table.js';
import type { ServiceUrls } from '../service-urls.js';
import type { EmbeddedProxy } from './embedded-proxy.js';

/** Takes what belongs to a service, under whose segment every request of its begins. */
export class EmbeddedEntry extends HttpEntry {
  constructor(
    private readonly addresses: ServiceUrls,
    private readonly services: RouteTable,
    private readonly lobby: ServiceHosts,
    private readonly reception: RequestAdmission,
    private readonly proxy: EmbeddedProxy,
  ) {
    super();
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const path = this.placeOf(request);
    if (this.lobby.takes(path, request, response)) return true;
    const service = path && this.services.at(path.segment);
    if (!service) return this.lobby.turnsAway(request, response);
    const call = this.reception.admit(service, serviceRequestOf(request, path));
    if (call.refusal) {
      this.reception.refuse(call.refusal, service.route, call.asked, request, response);
      return true;
    }
    if (call.counts) service.activity.noteUseUntil(response);
    const carry = (): void => {
      this.reception.track(call, response);
      this.proxy.web(path, request, response);
    };
    if (!service.resting) carry();
    else {
      void this.reception.waitForWake(call, request, response).then((awake) => {
        if (awake) carry();
      });
    }
    return true;
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): boolean {
    const path = this.placeOf(request);
    const service = path && this.services.at(path.segment);
    if (!service) return false;
    const call = this.reception.admit(service, serviceRequestOf(request, path));
    if (call.refusal) {
      sendRawProblem(socket, call.refusal);
      return true;
    }
    if (call.counts) service.activity.noteUse();
    const carry = (): void => {
      this.reception.track(call, socket);
      this.proxy.upgrade(path, request, socket, head, () => {
        this.reception.listen(service, socket);
      });
    };
    if (!service.resting) carry();
    else {
      void this.reception.waitForWakeOfUpgrade(call, socket).then((awake) => {
        if (awake) carry();
      });
    }
    return true;
  }

  private placeOf({ url = '', headers }: IncomingMessage): RoutedPath | null {
    return this.addresses.find(headers.host ?? '', url);
  }
}
