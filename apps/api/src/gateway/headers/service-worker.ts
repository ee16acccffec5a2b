import type { ServiceRequest } from '../service-request.js';

/**
 * A service worker controls the folder of its script. For `/ann-dev` that folder is the whole origin, with the dashboard
 * and all other services; every longer path of a service lies in the service's own folder.
 */
export const claimsForeignScope = ({ headers, target, path }: ServiceRequest): boolean =>
  headers['service-worker'] !== undefined && target !== path && !/^\/[^/?]+\//.test(target);
