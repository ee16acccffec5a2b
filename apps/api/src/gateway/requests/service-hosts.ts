import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../errors/app-error.js';
import type { ShareLinkEntry } from '../../shares/share-link-entry.js';
import { kindOf } from '../activity/request-kind.js';
import { refuse } from '../pages/problem-response.js';
import { sendProblemPage } from '../pages/waiting-page.js';
import type { RoutedPath } from '../routes/route-path.js';
import type { ServiceUrls } from '../service-urls.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';
import type { ServiceRequest } from './service-request.js';

/** Set on every answer of ours to an address that is nobody's: Traefik has no route for it yet. */
export const NO_ROUTE_HEADER = 'x-spawner-no-route';

/** What belongs to no service, on hosts that are the services' alone, and the ways between those and the dashboard. */
export class ServiceHosts {
  constructor(
    private readonly addresses: ServiceUrls,
    private readonly handover: CrossHostSignIn,
    private readonly shareDoor: ShareLinkEntry,
    private readonly dashboard: string,
  ) {}

  /** Before a service is looked for. False leaves the request to others. */
  takes(place: RoutedPath | null, request: IncomingMessage, response: ServerResponse): boolean {
    if (!this.handover.isNeeded) return false;
    const host = request.headers.host ?? '';
    if (!this.addresses.isApart(host)) return this.handover.showAtDashboard(request, response);
    return this.enters(place?.segment ?? '', serviceRequestOf(request, place), request, response);
  }

  /** Somebody comes back from the dashboard, or by a link that its owner has shared. */
  enters(segment: string, asked: ServiceRequest, request: IncomingMessage, response: ServerResponse): boolean {
    if (this.shareDoor.takes(segment, asked, request, response)) return true;
    try {
      return this.handover.enterAtService(segment, asked, response);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      sendProblemPage(request, response, this.dashboard, error);
      return true;
    }
  }

  /** After no service was found. False leaves the request to others: on a host of the services' there are none. */
  turnsAway(request: IncomingMessage, response: ServerResponse): boolean {
    const { method = '', url = '', headers } = request;
    if (!this.addresses.isApart(headers.host ?? '')) return false;
    response.setHeader(NO_ROUTE_HEADER, '1');
    const error = new AppError('not_found');
    if (kindOf(method, url, headers) === 'navigation') sendProblemPage(request, response, this.dashboard, error);
    else refuse(request, response, error);
    return true;
  }
}

export const serviceRequestOf = (
  { method = '', url = '', headers }: IncomingMessage,
  place: RoutedPath | null,
): ServiceRequest => ({
  method,
  target: url,
  path: place?.rest ?? url,
  host: headers.host ?? '',
  headers,
});
