import type { OnApplicationShutdown } from '@nestjs/common';
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
import { admissionTo, ADMITTED_HEADER } from './relayed-request.js';
import { originOf, type TraefikDoors } from './traefik-doors.js';
import { TraefikEntry } from './traefik-entry.js';
import { traefikLabels, type TraefikPlace } from './traefik-labels.js';
import { TraefikRelay } from './traefik-relay.js';

/** The same for every service. */
type TraefikSetup = Pick<TraefikPlace, 'network' | 'entryPoint' | 'certResolver' | 'authAddress'>;

const QUICK_MS = 1000;
/** Traefik's answers where nothing listens at the container's address. */
const NOT_THERE = [502, 504];

/** Traefik finds containers by their labels and carries their requests, each after a ForwardAuth call to us. */
export class TraefikGateway extends RoutedGateway implements OnApplicationShutdown {
  readonly seesMessages = false;
  readonly entry: HttpEntry;
  constructor(
    private readonly setup: TraefikSetup,
    private readonly doors: TraefikDoors,
    accessPolicy: AccessPolicy,
    serviceUrls: ServiceUrls,
    signIn: CrossHostSignIn,
    private readonly probePass: ProbePass,
  ) {
    // With its origin: Traefik completes a relative redirect with the address at which it called us.
    super(accessPolicy, serviceUrls, signIn, serviceUrls.dashboard);
    const relay = new TraefikRelay(doors, (type) => accessPolicy.responsePolicyOf(type).sandboxed);
    this.entry = new TraefikEntry(
      serviceUrls,
      this.routeTable,
      this.hosts,
      this.admission,
      relay,
      accessPolicy,
      probePass,
    );
  }

  labels(route: ContainerRef, { port, path }: Pick<Template, 'port' | 'path'>): Readonly<Record<string, string>> {
    const at = { host: this.serviceUrls.hostOf(route), prefix: this.prefixOf(route) };
    const place = { ...this.setup, ...at, keepsPrefix: path === 'keep', port, relayed: this.doors.relay !== null };
    return traefikLabels(route, place, this.accessPolicy.responsePolicyOf(route.type));
  }

  async ready(route: ContainerRef, { port, node }: Instance, options: OpenOptions): Promise<void> {
    const target = this.target(route, options.ready.path ?? '/', node?.address ?? null);
    await waitUntilReady({ target, port, isRouted, isRefused: (status) => NOT_THERE.includes(status) }, options);
  }

  async answers(route: ContainerRef, path = '/'): Promise<boolean> {
    const signal = AbortSignal.timeout(QUICK_MS);
    const machine = this.routeTable.at(serviceName(route))?.machine ?? null;
    const answer = await probe({ ...this.target(route, path, machine), signal }, QUICK_MS);
    return isRouted(answer) && !isUnavailable(answer.status);
  }

  serve(route: ContainerRef, { node }: Instance): void {
    this.routeTable.serve(route).machine = node?.address ?? null;
  }

  onApplicationShutdown(): void {
    this.doors.close();
  }

  private target(route: ContainerRef, path: string, machine: string | null): Omit<ProbeTarget, 'signal'> {
    const door = this.doors.at(machine);
    return {
      url: new URL(this.prefixOf(route) + path, originOf(door)),
      host: this.serviceUrls.hostOf(route),
      headers: {
        [PROBE_HEADER]: this.probePass.of(serviceName(route)),
        ...(machine !== null && { [ADMITTED_HEADER]: admissionTo(route, false) }),
      },
      ...(door.tls && this.doors.agent && { agent: this.doors.agent }),
    };
  }
}

/** Without a route the request ends at our own catch-all, or at Traefik's bare 404 where it has no route to us either. */
function isRouted(answer: Answer | null): answer is Answer {
  if (!answer || answer.headers[NO_ROUTE_HEADER]) return false;
  const bareNotFound = answer.status === 404 && !answer.headers['server'] && answer.headers['content-length'] === '19';
  return !bareNotFound;
}
