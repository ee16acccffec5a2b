import type { ServiceRequest } from '../requests/service-request.js';

/**
 * A service worker rules over the folder its script is in. That of `/ann-dev` is the whole origin, dashboard and
 * neighbours with it; every other script of a service stays in the service's own folder.
 */
export const claimsForeignScope = ({ headers, target, path }: ServiceRequest): boolean =>
  headers['service-worker'] !== undefined && target !== path && !/^\/[^/?]+\//.test(target);
