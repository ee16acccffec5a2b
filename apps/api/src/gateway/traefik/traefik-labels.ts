import { SERVICE_PORT } from '../../templates/template.js';
import { pathOf, type ServiceRoute } from '../gateway.js';
import { authorisationPath } from './authorisation.js';

export interface TraefikPlace {
  readonly host: string;
  readonly network: string;
  readonly entryPoint: string;
  /** Null serves plain HTTP. */
  readonly certResolver: string | null;
  /** Where Traefik reaches this process, e.g. `http://127.0.0.1:5000`. */
  readonly authAddress: string;
}

/**
 * The labels by which Traefik routes `https://{host}/{slug}-{type}/…` to the container as `/…`, asking us first.
 * `PathPrefix` alone is a plain string prefix: `/bob-dev` would also answer for `/bob-development`.
 */
export function traefikLabels(route: ServiceRoute, place: TraefikPlace): Readonly<Record<string, string>> {
  const name = `user${String(route.userId)}-${route.type}`;
  const path = pathOf(route);
  const router = `traefik.http.routers.${name}`;
  const auth = `traefik.http.middlewares.${name}-auth.forwardauth`;
  return {
    'traefik.enable': 'true',
    'traefik.docker.network': place.network,
    [`${router}.rule`]: `Host(\`${place.host}\`) && (Path(\`${path}\`) || PathPrefix(\`${path}/\`))`,
    [`${router}.entrypoints`]: place.entryPoint,
    [`${router}.service`]: name,
    [`${router}.middlewares`]: `${name}-auth,${name}-strip`,
    ...(place.certResolver && { [`${router}.tls`]: 'true', [`${router}.tls.certresolver`]: place.certResolver }),
    [`${auth}.address`]: `${place.authAddress}${authorisationPath(route)}`,
    // The answer's Cookie header replaces the request's, which is how the platform's own cookies stay out.
    [`${auth}.authresponseheaders`]: 'Cookie',
    // Traefik warns where these are left open.
    [`${auth}.trustforwardheader`]: 'false',
    [`${auth}.maxresponsebodysize`]: '65536',
    [`traefik.http.middlewares.${name}-strip.stripprefix.prefixes`]: path,
    [`traefik.http.services.${name}.loadbalancer.server.port`]: String(SERVICE_PORT),
  };
}
