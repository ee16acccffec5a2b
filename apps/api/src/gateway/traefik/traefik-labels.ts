import type { ResponsePolicy } from '../../access/access-policy.js';
import { type ContainerRef, traefikName } from '../../container-ref/container-ref.js';
import { REFUSED_HEADERS, SANDBOX, SHARING_HEADERS } from '../headers/refused-headers.js';
import { forwardAuthPath } from './forward-auth.js';
import { admissionTo, ADMITTED_HEADER, TAKEN_OFF } from './relayed-request.js';
import { WITHHELD } from './withheld-headers.js';

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
  /** There are other machines, whose requests for this service come from us (traefik-doors.ts). */
  readonly relayed: boolean;
  /** Where Traefik reaches this process, e.g. `http://127.0.0.1:5000`. */
  readonly authAddress: string;
}

/**
 * The entry point for requests that came to the Traefik of another machine. It trusts their X-Forwarded-* and our access
 * check, because only we reach it: traefik/cluster/relay.yml.
 */
const RELAYED = 'relayed';

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
  const rule = `Host(\`${host}\`)${below}`;
  const middlewares = [`${name}-answer`, ...(stripped ? [`${name}-strip`] : [])].join(',');
  const auth = `traefik.http.middlewares.${name}-auth.forwardauth`;
  return {
    'traefik.enable': 'true',
    'traefik.docker.network': place.network,
    [`${router}.rule`]: rule,
    [`${router}.entrypoints`]: place.entryPoint,
    [`${router}.service`]: name,
    [`${router}.middlewares`]: `${name}-auth,${middlewares}`,
    ...(place.certResolver && { [`${router}.tls`]: 'true', [`${router}.tls.certresolver`]: place.certResolver }),
    ...(place.relayed && {
      [`${router}-relayed.rule`]: `${admittedRule(route, responsePolicy)} && ${rule}`,
      [`${router}-relayed.entrypoints`]: RELAYED,
      [`${router}-relayed.service`]: name,
      [`${router}-relayed.middlewares`]: `${name}-relayed,${middlewares}`,
      ...emptied(`traefik.http.middlewares.${name}-relayed.headers.customrequestheaders`, TAKEN_OFF),
    }),
    [`${auth}.address`]: `${place.authAddress}${forwardAuthPath(route, responsePolicy.sandboxed ? 'sandboxed' : 'plain')}`,
    // The Cookie header of our answer replaces the request's, without the platform's own cookies.
    [`${auth}.authresponseheaders`]: 'Cookie',
    // These are removed too, and our answer never sets them.
    [`${auth}.authresponseheadersregex`]: `(?i)${WITHHELD}`,
    // Traefik logs a warning where these are not set.
    [`${auth}.trustforwardheader`]: 'false',
    [`${auth}.maxresponsebodysize`]: '65536',
    ...answerLabels(`traefik.http.middlewares.${name}-answer.headers`, responsePolicy),
    ...(stripped && { [`traefik.http.middlewares.${name}-strip.stripprefix.prefixes`]: stripped }),
    [`traefik.http.services.${name}.loadbalancer.server.port`]: String(place.port),
  };
}

/** Our check was for this very container: another user may have had its path before. */
function admittedRule(route: ContainerRef, { sandboxed }: ResponsePolicy): string {
  const rules = (sandboxed ? [false, true] : [false]).map(
    (isSandboxed) => `Header(\`${ADMITTED_HEADER}\`, \`${admissionTo(route, isSandboxed)}\`)`,
  );
  return `(${rules.join(' || ')})`;
}

function answerLabels(headers: string, { guarded, sandboxed }: ResponsePolicy): Record<string, string> {
  const refused = [...REFUSED_HEADERS, ...(guarded ? SHARING_HEADERS : []), ...(sandboxed ? ['set-cookie'] : [])];
  return {
    ...emptied(`${headers}.customresponseheaders`, refused),
    ...(sandboxed && {
      [`${headers}.customresponseheaders.content-security-policy`]: SANDBOX,
      // Its pages have an opaque origin, so its own responses are cross-origin to them.
      [`${headers}.accesscontrolalloworiginlist`]: '*',
      [`${headers}.accesscontrolallowmethods`]: '*',
      [`${headers}.accesscontrolallowheaders`]: '*',
    }),
  };
}

/** An empty value has Traefik remove the header. */
const emptied = (place: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`${place}.${name}`, '']));
