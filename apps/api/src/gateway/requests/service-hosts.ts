import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../errors/app-error.js';
import { toAppError } from '../../errors/problem.js';
import { respond } from '../../errors/respond.js';
import { kindOf } from '../activity/request-kind.js';
import type { ServiceHostEntry } from '../gateway.js';
import { sendProblemPage } from '../pages/service-pages.js';
import type { RoutedPath } from '../routes/route-path.js';
import { type ServiceRequest, serviceRequestOf } from '../service-request.js';
import type { ServiceUrls } from '../service-urls.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';

/** On every answer of ours to an address without a service, so that the readiness probe sees that the route is missing. */
export const NO_ROUTE_HEADER = 'x-spawner-no-route';

/** Answers what goes to no service, on hosts where only services are, and the sign-in between those and the dashboard. */
export class ServiceHosts {
  private readonly entries: ServiceHostEntry[] = [];

  constructor(
    private readonly serviceUrls: ServiceUrls,
    private readonly signIn: CrossHostSignIn,
    private readonly dashboard: string,
  ) {}

  addEntry(entry: ServiceHostEntry): void {
    this.entries.push(entry);
  }

  /** Before a service is looked up. False leaves the request to others. */
  takes(path: RoutedPath | null, request: IncomingMessage, response: ServerResponse): boolean {
    if (!this.signIn.isNeeded) return false;
    if (!this.serviceUrls.isApart(request.headers.host ?? '')) return this.signIn.showAtDashboard(request, response);
    return this.enters(path?.segment ?? '', serviceRequestOf(request, path?.rest), response);
  }

  /** Takes a browser that comes back from the dashboard, begins a visit, or opens one of the added entries. */
  enters(segment: string, request: ServiceRequest, response: ServerResponse): boolean {
    if (this.entries.some((entry) => entry.takes(segment, request, response))) return true;
    if (this.signIn.visitsAtService(segment, request, this.dashboard, response)) return true;
    const entering = this.signIn.enterAtService(segment, request, response);
    entering?.catch((error: unknown) => {
      sendProblemPage(toAppError(error), response, this.dashboard);
    });
    return entering !== null;
  }

  /** After no service was found. False leaves the request to the framework: it is for the dashboard's host. */
  turnsAway({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): boolean {
    if (!this.serviceUrls.isApart(headers.host ?? '')) return false;
    response.setHeader(NO_ROUTE_HEADER, '1');
    const error = new AppError('not_found');
    if (kindOf(method, url, headers) === 'navigation') sendProblemPage(error, response, this.dashboard);
    else respond(error, response);
    return true;
  }
}
