import type { AccessPolicy } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import type { Instance } from '../../runtime/container-runtime.js';
import { PROBE_HEADER, type ProbePass } from '../../signing/probe-pass.js';
import type { Template } from '../../templates/template.js';
import type { OpenOptions } from '../gateway.js';
import type { HttpEntry } from '../http-entry.js';
import { type Answer, isUnavailable, probe, type ProbeTarget } from '../probe.js';
import { waitUntilReady } from '../readiness.js';
import { NO_ROUTE_HEADER } from '../requests/service-hosts.js';
import { RoutedGateway } from '../routed-gateway.js';
import type { ServiceUrls } from '../service-urls.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';
import { TraefikEntry } from './traefik-entry.js';
import { traefikLabels, type TraefikPlace } from './traefik-labels.js';
import { TraefikRetryProxy } from './traefik-retry-proxy.js';

export interface TraefikAddress extends Omit<TraefikPlace, 'host' | 'prefix' | 'keepsPrefix' | 'port'> {
  /** Where this process reaches Traefik's entry point. */
  readonly url: string;
}

const QUICK_MS = 1000;
/** Traefik's answers where nothing listens at the container's address. */
const NOT_THERE = [502, 504];

/** Traefik finds containers by their labels and carries their requests, each after a ForwardAuth call to us. */
export class TraefikGateway extends RoutedGateway {
  readonly seesMessages = false;
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

  labels(route: ContainerRef, { port, path }: Pick<Template, 'port' | 'path'>): Readonly<Record<string, string>> {
    const at = { host: this.serviceUrls.hostOf(route), prefix: this.prefixOf(route) };
    const place = { ...this.traefik, ...at, keepsPrefix: path === 'keep', port };
    return traefikLabels(route, place, this.accessPolicy.responsePolicyOf(route.type));
  }

  async open(route: ContainerRef, { port }: Pick<Instance, 'port'>, options: OpenOptions): Promise<void> {
    const target = this.target(route, options.ready.path ?? '/');
    await waitUntilReady({ target, port, isRouted, isRefused: (status) => NOT_THERE.includes(status) }, options);
    this.serve(route);
  }

  async answers(route: ContainerRef, path = '/'): Promise<boolean> {
    const signal = AbortSignal.timeout(QUICK_MS);
    const answer = await probe({ ...this.target(route, path), signal }, QUICK_MS);
    return isRouted(answer) && !isUnavailable(answer.status);
  }

  serve(route: ContainerRef): void {
    this.routeTable.serve(route);
  }

  private target(route: ContainerRef, path: string): Omit<ProbeTarget, 'signal'> {
    const headers = { [PROBE_HEADER]: this.probePass.of(serviceName(route)) };
    return {
      url: new URL(this.prefixOf(route) + path, this.traefik.url),
      host: this.serviceUrls.hostOf(route),
      headers,
    };
  }
}

/** Without a route the request ends at our own catch-all, or at Traefik's bare 404 where it has no route to us either. */
function isRouted(answer: Answer | null): answer is Answer {
  if (!answer || answer.headers[NO_ROUTE_HEADER]) return false;
  const bareNotFound = answer.status === 404 && !answer.headers['server'] && answer.headers['content-length'] === '19';
  return !bareNotFound;
}
