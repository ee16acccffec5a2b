import { SERVICE_PORT } from '@spawner/engine';
import type { AccessPolicy } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { PROBE_HEADER, type ProbePass } from '../../signing/probe-pass.js';
import type { OpenOptions } from '../gateway.js';
import type { HttpEntry } from '../http-entry.js';
import { type Answer, isUnavailable, probe, type ProbeTarget, probeUntil } from '../probe.js';
import { NO_ROUTE_HEADER } from '../requests/service-hosts.js';
import { RoutedGateway } from '../routed-gateway.js';
import type { ServiceUrls } from '../service-urls.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';
import { TraefikEntry } from './traefik-entry.js';
import { traefikLabels, type TraefikPlace } from './traefik-labels.js';
import { TraefikRetryProxy } from './traefik-retry-proxy.js';

export interface TraefikAddress extends Omit<TraefikPlace, 'host' | 'prefix'> {
  /** Where this process reaches Traefik's entry point. */
  readonly url: string;
}

/** Traefik finds containers by their labels and carries their requests, each after a ForwardAuth call to us. */
export class TraefikGateway extends RoutedGateway {
  readonly entry: HttpEntry;

  constructor(
    private readonly traefik: TraefikAddress,
    accessPolicy: AccessPolicy,
    serviceUrls: ServiceUrls,
    signIn: CrossHostSignIn,
    private readonly probePass: ProbePass,
  ) {
    // With its origin: Traefik completes a relative redirect with the address at which it called us.
    super(accessPolicy, serviceUrls, signIn, serviceUrls.dashboard);
    const retryProxy = new TraefikRetryProxy(traefik.url);
    this.entry = new TraefikEntry(
      serviceUrls,
      this.routeTable,
      this.hosts,
      this.admission,
      retryProxy,
      accessPolicy,
      probePass,
    );
  }

  labels(route: ContainerRef): Readonly<Record<string, string>> {
    const at = { host: this.serviceUrls.hostOf(route), prefix: this.prefixOf(route) };
    return traefikLabels(route, { ...this.traefik, ...at }, this.accessPolicy.responsePolicyOf(route.type));
  }

  async open(route: ContainerRef, _instance: unknown, { onPhase, seconds, signal }: OpenOptions): Promise<void> {
    const deadline = AbortSignal.timeout(seconds * 1000);
    let failure = new AppError('not_routed', { seconds });
    try {
      await probeUntil(this.target(route, AbortSignal.any([signal, deadline])), (answer) => {
        if (!isRouted(answer)) {
          failure = new AppError('not_routed', { seconds });
          onPhase('route');
          return false;
        }
        failure = new AppError('not_listening', { port: SERVICE_PORT, seconds });
        onPhase('ready');
        return !isUnavailable(answer.status);
      });
    } catch (error) {
      throw error === deadline.reason ? failure : error;
    }
    this.serve(route);
  }

  async answers(route: ContainerRef): Promise<boolean> {
    const answer = await probe(this.target(route, AbortSignal.timeout(1000)), 1000);
    return isRouted(answer) && !isUnavailable(answer.status);
  }

  serve(route: ContainerRef): void {
    this.routeTable.serve(route);
  }

  private target(route: ContainerRef, signal: AbortSignal): ProbeTarget {
    const headers = { [PROBE_HEADER]: this.probePass.of(serviceName(route)) };
    return {
      url: new URL(`${this.prefixOf(route)}/`, this.traefik.url),
      host: this.serviceUrls.hostOf(route),
      headers,
      signal,
    };
  }
}

/** Without a route the request ends at our own catch-all, or at Traefik's bare 404 where it has no route to us either. */
function isRouted(answer: Answer | null): answer is Answer {
  if (!answer || answer.headers[NO_ROUTE_HEADER]) return false;
  const bareNotFound = answer.status === 404 && !answer.headers['server'] && answer.headers['content-length'] === '19';
  return !bareNotFound;
}
