import { SERVICE_PORT } from '@spawner/engine';
import type { ResponsePolicy } from '../../access/access-policy.js';
import { type ContainerRef, traefikName } from '../../container-ref/container-ref.js';
import { REFUSED_HEADERS, SANDBOX, SHARING_HEADERS } from '../headers/refused-headers.js';
import { forwardAuthPath } from './forward-auth.js';

export interface TraefikPlace {
  readonly host: string;
  /** Taken off before the container sees the path; empty on a host of the service's own. */
  readonly prefix: string;
  readonly network: string;
  readonly entryPoint: string;
  /** Null serves plain HTTP. */
  readonly certResolver: string | null;
  /** Where Traefik reaches this process, e.g. `http://127.0.0.1:5000`. */
  readonly authAddress: string;
}

/** Of the names that begin with X-Forwarded-: Traefik takes these from visitors by itself, and tells the truth under them. */
const TRAEFIKS_OWN = ['for', 'host', 'port', 'proto', 'server'];

/**
 * Ours; names that some applications take for X-Forwarded-* although no proxy sets or removes them; and the rest of
 * those, by which other proxies say who somebody is.
 */
const WITHHELD =
  `(?i)^(forwarded$|x([-_.]spawner[-_.]|[_.](forwarded|real)[-_.]|-(forwarded|real)[_.]` +
  `|-forwarded-${anyBut(TRAEFIKS_OWN)}))`;

/**
 * The labels by which Traefik routes what is below host and prefix to the container as `/…`, asking us first.
 * `PathPrefix` alone is a plain string prefix: `/bob-dev` would also answer for `/bob-development`.
 */
export function traefikLabels(
  route: ContainerRef,
  place: TraefikPlace,
  standing: ResponsePolicy,
): Readonly<Record<string, string>> {
  const name = traefikName(route);
  const { host, prefix } = place;
  const below = prefix && ` && (Path(\`${prefix}\`) || PathPrefix(\`${prefix}/\`))`;
  const router = `traefik.http.routers.${name}`;
  const auth = `traefik.http.middlewares.${name}-auth.forwardauth`;
  return {
    'traefik.enable': 'true',
    'traefik.docker.network': place.network,
    [`${router}.rule`]: `Host(\`${host}\`)${below}`,
    [`${router}.entrypoints`]: place.entryPoint,
    [`${router}.service`]: name,
    [`${router}.middlewares`]: [`${name}-auth`, `${name}-answer`, ...(prefix ? [`${name}-strip`] : [])].join(','),
    ...(place.certResolver && { [`${router}.tls`]: 'true', [`${router}.tls.certresolver`]: place.certResolver }),
    [`${auth}.address`]: `${place.authAddress}${forwardAuthPath(route, standing.sandboxed ? 'sandboxed' : 'plain')}`,
    // The answer's Cookie header replaces the request's, which is how the platform's own cookies stay out.
    [`${auth}.authresponseheaders`]: 'Cookie',
    // Taken off in the same way, and never given back.
    [`${auth}.authresponseheadersregex`]: WITHHELD,
    // Traefik warns where these are left open.
    [`${auth}.trustforwardheader`]: 'false',
    [`${auth}.maxresponsebodysize`]: '65536',
    ...answerLabels(`traefik.http.middlewares.${name}-answer.headers`, standing),
    ...(prefix && { [`traefik.http.middlewares.${name}-strip.stripprefix.prefixes`]: prefix }),
    [`traefik.http.services.${name}.loadbalancer.server.port`]: String(SERVICE_PORT),
  };
}

/** An empty value has Traefik remove the header from the service's answers. */
function answerLabels(headers: string, { guarded, sandboxed }: ResponsePolicy): Record<string, string> {
  const refused = [...REFUSED_HEADERS, ...(guarded ? SHARING_HEADERS : []), ...(sandboxed ? ['set-cookie'] : [])];
  return {
    ...Object.fromEntries(refused.map((name) => [`${headers}.customresponseheaders.${name}`, ''])),
    ...(sandboxed && {
      [`${headers}.customresponseheaders.content-security-policy`]: SANDBOX,
      // To its own pages its answers are another origin's.
      [`${headers}.accesscontrolalloworiginlist`]: '*',
      [`${headers}.accesscontrolallowmethods`]: '*',
      [`${headers}.accesscontrolallowheaders`]: '*',
    }),
  };
}

/** A pattern for every ending but these: Traefik's expressions have no "not". */
function anyBut(endings: readonly string[]): string {
  const heads = [...new Set(endings.flatMap(([head]) => head ?? []))];
  const tails = heads.map((head) => {
    const further = endings.filter((ending) => ending.startsWith(head)).map((ending) => ending.slice(1));
    return head + anyBut(further);
  });
  const other = heads.length > 0 ? `[^${heads.join('')}]` : '.';
  return `(${[other, ...tails, ...(endings.includes('') ? [] : ['$'])].join('|')})`;
}
