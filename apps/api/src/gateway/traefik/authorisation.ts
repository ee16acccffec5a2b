import type { IncomingHttpHeaders } from 'node:http';
import { segmentOf } from '../front/services.js';
import type { ServiceRoute } from '../gateway.js';

const PATH = '/api/gateway/visit/';

/** Where Traefik asks about every request for a service. */
export const authorisationPath = (route: ServiceRoute): string => PATH + segmentOf(route);

/** What Traefik asks: may this request go to the service under this segment? */
export interface Authorisation {
  readonly segment: string;
  readonly method: string;
  /** As the visitor asked for it, prefix and all. */
  readonly uri: string;
}

/**
 * Null for everything else. Only Traefik's ForwardAuth names the original method and path: from visitors its entry points
 * take no X-Forwarded-*. The call needs no further secret, because it does and tells nothing that opening the service's
 * own URL would not.
 */
export function authorisationOf(url: string, headers: IncomingHttpHeaders): Authorisation | null {
  if (!url.startsWith(PATH)) return null;
  const method = headers['x-forwarded-method'];
  const uri = headers['x-forwarded-uri'];
  if (typeof method !== 'string' || typeof uri !== 'string') return null;
  return { segment: url.slice(PATH.length), method, uri };
}
