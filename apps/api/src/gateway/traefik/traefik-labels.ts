import type { ResponsePolicy } from '../../access/access-policy.js';
import { type ContainerRef, traefikName } from '../../container-ref/container-ref.js';
import { REFUSED_HEADERS, SANDBOX, SHARING_HEADERS } from '../headers/refused-headers.js';
import { forwardAuthPath } from './forward-auth.js';

export interface TraefikPlace {
  readonly host: string;
  /** In front of the service's paths; empty where it has a host of its own. */
  readonly prefix: string;
  /** The container sees the prefix too. */
  readonly keepsPrefix: boolean;
  /** Where the container listens. */
  readonly port: number;
  readonly network: string;
  readonly entryPoint: string;
  /** Null serves plain HTTP. */
  readonly certResolver: string | null;
  /** Where Traefik reaches this process, e.g. `http://127.0.0.1:5000`. */
  readonly authAddress: string;
}

/** X-Forwarded-… headers that Traefik itself removes from clients' requests and sets anew. */
const TRAEFIKS_OWN = ['for', 'host', 'port', 'proto', 'server'];

/**
 * Headers that a client must not send to a container: ours; spellings that some applications read as X-Forwarded-*
 * although no proxy sets or removes them; and the other X-Forwarded-*, in which some proxies name the user.
 */
const WITHHELD =
  `(?i)^(forwarded$|x([-_.]spawner[-_.]|[_.](forwarded|real)[-_.]|-(forwarded|real)[_.]` +
  `|-forwarded-${anyBut(TRAEFIKS_OWN)}))`;

/**
 * Labels that have Traefik route `{host}{prefix}/…` to the container as `/…` (or as it is), after a ForwardAuth call to us.
 * `PathPrefix` alone is a plain string prefix: `/bob-dev` would also match `/bob-development`.
 */
export function traefikLabels(
  route: ContainerRef,
  place: TraefikPlace,
  responsePolicy: ResponsePolicy,
): Readonly<Record<string, string>> {
  const name = traefikName(route);
  const { host, prefix } = place;
  const stripped = place.keepsPrefix ? '' : prefix;
  const below = prefix && ` && (Path(\`${prefix}\`) || PathPrefix(\`${prefix}/\`))`;
  const router = `traefik.http.routers.${name}`;
  const auth = `traefik.http.middlewares.${name}-auth.forwardauth`;
  return {
    'traefik.enable': 'true',
    'traefik.docker.network': place.network,
    [`${router}.rule`]: `Host(\`${host}\`)${below}`,
    [`${router}.entrypoints`]: place.entryPoint,
    [`${router}.service`]: name,
    [`${router}.middlewares`]: [`${name}-auth`, `${name}-answer`, ...(stripped ? [`${name}-strip`] : [])].join(','),
    ...(place.certResolver && { [`${router}.tls`]: 'true', [`${router}.tls.certresolver`]: place.certResolver }),
    [`${auth}.address`]: `${place.authAddress}${forwardAuthPath(route, responsePolicy.sandboxed ? 'sandboxed' : 'plain')}`,
    // The Cookie header of our answer replaces the request's, without the platform's own cookies.
    [`${auth}.authresponseheaders`]: 'Cookie',
    // These are removed too, and our answer never sets them.
    [`${auth}.authresponseheadersregex`]: WITHHELD,
    // Traefik logs a warning where these are not set.
    [`${auth}.trustforwardheader`]: 'false',
    [`${auth}.maxresponsebodysize`]: '65536',
    ...answerLabels(`traefik.http.middlewares.${name}-answer.headers`, responsePolicy),
    ...(stripped && { [`traefik.http.middlewares.${name}-strip.stripprefix.prefixes`]: stripped }),
    [`traefik.http.services.${name}.loadbalancer.server.port`]: String(place.port),
  };
}

/** An empty value has Traefik remove the header from the service's responses. */
function answerLabels(headers: string, { guarded, sandboxed }: ResponsePolicy): Record<string, string> {
  const refused = [...REFUSED_HEADERS, ...(guarded ? SHARING_HEADERS : []), ...(sandboxed ? ['set-cookie'] : [])];
  return {
    ...Object.fromEntries(refused.map((name) => [`${headers}.customresponseheaders.${name}`, ''])),
    ...(sandboxed && {
      [`${headers}.customresponseheaders.content-security-policy`]: SANDBOX,
      // Its pages have an opaque origin, so its own responses are cross-origin to them.
      [`${headers}.accesscontrolalloworiginlist`]: '*',
      [`${headers}.accesscontrolallowmethods`]: '*',
      [`${headers}.accesscontrolallowheaders`]: '*',
    }),
  };
}

/** A pattern for every ending but these: Traefik's regular expressions have no "not". */
function anyBut(endings: readonly string[]): string {
  const heads = [...new Set(endings.flatMap(([head]) => head ?? []))];
  const tails = heads.map((head) => {
    const further = endings.filter((ending) => ending.startsWith(head)).map((ending) => ending.slice(1));
    return head + anyBut(further);
  });
  const other = heads.length > 0 ? `[^${heads.join('')}]` : '.';
  return `(${[other, ...tails, ...(endings.includes('') ? [] : ['$'])].join('|')})`;
}
