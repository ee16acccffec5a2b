import type { IncomingHttpHeaders } from 'node:http';
import { type ContainerRef, parseServiceName, serviceName } from '../../container-ref/container-ref.js';
import type { ServiceRequest } from '../service-request.js';
import type { ServiceUrls } from '../service-urls.js';

const PATH = '/api/gateway/visit/';

/**
 * How a container's labels have Traefik change its responses. Labels are fixed when the container is created, while its
 * template may change: each call carries what the labels do, to be compared with the current template.
 */
export type ResponseMode = 'plain' | 'sandboxed';

/**
 * What Traefik's ForwardAuth calls for every request of a service: `/api/gateway/visit/7/ann-dev/plain`. The path comes from
 * the container's labels, so a request cannot change for which container it is checked.
 */
export const forwardAuthPath = (route: ContainerRef, responseMode: ResponseMode): string =>
  `${PATH}${String(route.userId)}/${serviceName(route)}/${responseMode}`;

/** Traefik's question: may this request go to this service? */
export interface ForwardAuthRequest {
  readonly route: ContainerRef;
  readonly responseMode: ResponseMode;
  readonly serviceRequest: ServiceRequest;
}

const FORM = /^(\d{1,10})\/([^/]+)\/(plain|sandboxed)$/;

/**
 * Null for every other request. Only ForwardAuth can name the original method and path: Traefik's entry points remove
 * X-Forwarded-* from clients. The call needs no secret, because it gives nothing that a request for the service
 * itself would not.
 */
export function forwardAuthRequestOf(
  url: string,
  headers: IncomingHttpHeaders,
  serviceUrls: ServiceUrls,
): ForwardAuthRequest | null {
  const [, userId, name = '', responseMode] = (url.startsWith(PATH) && FORM.exec(url.slice(PATH.length))) || [];
  const { 'x-forwarded-method': method, 'x-forwarded-uri': target, 'x-forwarded-host': host } = headers;
  const service = parseServiceName(name);
  if (!service || typeof method !== 'string' || typeof target !== 'string') return null;
  const route = { userId: Number(userId), ...service };
  const path = target.slice(serviceUrls.prefixOf(route).length);
  return {
    route,
    responseMode: responseMode as ResponseMode,
    serviceRequest: { method, target, path, host: String(host ?? ''), headers },
  };
}
