import type { IncomingHttpHeaders } from 'node:http';
import { segmentOf } from '../routes/route-table.js';
import type { Asked } from '../requests/service-request.js';
import type { Addresses } from '../service-urls.js';
import type { ServiceRoute } from '../gateway.js';

const PATH = '/api/gateway/visit/';

/**
 * How a container's labels have Traefik treat its answers. Labels stay as they were made, while a template may change:
 * what the labels do is told with each call, and decides with what the template says now.
 */
export type Dress = 'plain' | 'sandboxed';

/** Where Traefik asks about every request for a service. It names the container by itself, whatever the request says. */
export const authorisationPath = (route: ServiceRoute, dress: Dress): string =>
  `${PATH}${String(route.userId)}/${segmentOf(route)}/${dress}`;

/** What Traefik asks: may this request go to this service? */
export interface Authorisation {
  readonly route: ServiceRoute;
  readonly dress: Dress;
  readonly asked: Asked;
}

const FORM = /^(\d{1,10})\/([a-z0-9-]+)-([a-z][a-z0-9]*)\/(plain|sandboxed)$/;

/**
 * Null for everything else. Only Traefik's ForwardAuth names the original method and path: from visitors its entry points
 * take no X-Forwarded-*. The call needs no further secret, because it does and tells nothing that opening the service's
 * own URL would not.
 */
export function authorisationOf(url: string, headers: IncomingHttpHeaders, addresses: Addresses): Authorisation | null {
  const [, userId, slug = '', type = '', dress] = (url.startsWith(PATH) && FORM.exec(url.slice(PATH.length))) || [];
  const { 'x-forwarded-method': method, 'x-forwarded-uri': target, 'x-forwarded-host': host } = headers;
  if (userId === undefined || typeof method !== 'string' || typeof target !== 'string') return null;
  const route = { userId: Number(userId), slug, type };
  const path = target.slice(addresses.prefixOf(route).length);
  return {
    route,
    dress: dress as Dress,
    asked: { method, target, path, host: String(host ?? ''), headers },
  };
}
