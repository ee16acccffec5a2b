import type { IncomingHttpHeaders } from 'node:http';
import { type ContainerRef, parseServiceName, serviceName } from '../../container-ref/container-ref.js';
import type { ServiceRequest } from '../requests/service-request.js';
import type { ServiceUrls } from '../service-urls.js';

const PATH = '/api/gateway/visit/';

/**
 * How a container's labels have Traefik treat its answers. Labels stay as they were made, while a template may change:
 * what the labels do is told with each call, and decides with what the template says now.
 */
export type ResponseMode = 'plain' | 'sandboxed';

/** Where Traefik asks about every request for a service. It names the container by itself, whatever the request says. */
export const forwardAuthPath = (route: ContainerRef, dress: ResponseMode): string =>
  `${PATH}${String(route.userId)}/${serviceName(route)}/${dress}`;

/** What Traefik asks: may this request go to this service? */
export interface ForwardAuthRequest {
  readonly route: ContainerRef;
  readonly dress: ResponseMode;
  readonly asked: ServiceRequest;
}

const FORM = /^(\d{1,10})\/([^/]+)\/(plain|sandboxed)$/;

/**
 * Null for everything else. Only Traefik's ForwardAuth names the original method and path: from visitors its entry points
 * take no X-Forwarded-*. The call needs no further secret, because it does and tells nothing that opening the service's
 * own URL would not.
 */
export function forwardAuthRequestOf(
  url: string,
  headers: IncomingHttpHeaders,
  addresses: ServiceUrls,
): ForwardAuthRequest | null {
  const [, userId, name = '', dress] = (url.startsWith(PATH) && FORM.exec(url.slice(PATH.length))) || [];
  const { 'x-forwarded-method': method, 'x-forwarded-uri': target, 'x-forwarded-host': host } = headers;
  const service = parseServiceName(name);
  if (!service || typeof method !== 'string' || typeof target !== 'string') return null;
  const route = { userId: Number(userId), ...service };
  const path = target.slice(addresses.prefixOf(route).length);
  return {
    route,
    dress: dress as ResponseMode,
    asked: { method, target, path, host: String(host ?? ''), headers },
  };
}
