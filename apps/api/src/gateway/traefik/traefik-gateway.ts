import { SERVICE_PORT } from '@spawner/engine';
import type { AccessPolicy } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import type { ShareLinkEntry } from '../../shares/share-link-entry.js';
import { PROBE_HEADER, type ProbePass } from '../../signing/probe-pass.js';
import { Gateway, type OpenOptions, type ServiceUse, type Waker } from '../gateway.js';
import type { HttpEntry } from '../http-entry.js';
import { type Answer, ask, askUntil, isUnavailable, type ProbeTarget } from '../probe.js';
import { RequestAdmission } from '../requests/request-admission.js';
import { NO_ROUTE_HEADER, ServiceHosts } from '../requests/service-hosts.js';
import { RouteTable } from '../routes/route-table.js';
import type { ServiceUrls } from '../service-urls.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';
import { TraefikEntry } from './traefik-entry.js';
import { traefikLabels, type TraefikPlace } from './traefik-labels.js';
import { TraefikRetryProxy } from './traefik-retry-proxy.js';

export interface FrontDoor extends Omit<TraefikPlace, 'host' | 'prefix'> {
  /** Where this process reaches Traefik's entry point. */
  readonly url: string;
}

/** Traefik reads the labels by itself; what is left is to wait until its front door serves the path, and to be asked. */
export class TraefikGateway extends Gateway {
  readonly entry: HttpEntry;
  readonly services = new RouteTable();
  private readonly admission: RequestAdmission;

  constructor(
    private readonly door: FrontDoor,
    private readonly gatekeeper: AccessPolicy,
    private readonly probePass: ProbePass,
    private readonly addresses: ServiceUrls,
    handover: CrossHostSignIn,
    shareDoor: ShareLinkEntry,
  ) {
    super();
    const { dashboard } = addresses;
    // Traefik takes a redirect without an origin for one to the address it asks us at.
    this.admission = new RequestAdmission(gatekeeper, handover, shareDoor, dashboard);
    const lobby = new ServiceHosts(addresses, handover, shareDoor, dashboard);
    const again = new TraefikRetryProxy(door.url);
    this.entry = new TraefikEntry(addresses, this.services, lobby, this.admission, again, gatekeeper, probePass);
  }

  urlOf(route: ContainerRef): string {
    return this.addresses.urlOf(route);
  }

  prefixOf(route: ContainerRef): string {
    return this.addresses.prefixOf(route);
  }

  labels(route: ContainerRef): Readonly<Record<string, string>> {
    const at = { host: this.addresses.hostOf(route), prefix: this.prefixOf(route) };
    return traefikLabels(route, { ...this.door, ...at }, this.gatekeeper.responsePolicyOf(route.type));
  }

  async open(route: ContainerRef, _instance: unknown, { onPhase, seconds, signal }: OpenOptions): Promise<void> {
    const deadline = AbortSignal.timeout(seconds * 1000);
    let failure = new AppError('not_routed', { seconds });
    try {
      await askUntil(this.target(route, AbortSignal.any([signal, deadline])), (answer) => {
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
    const answer = await ask(this.target(route, AbortSignal.timeout(1000)), 1000);
    return isRouted(answer) && !isUnavailable(answer.status);
  }

  serve(route: ContainerRef): void {
    this.services.serve(route);
  }

  rest(route: ContainerRef): void {
    this.services.rest(route);
  }

  close(route: ContainerRef): void {
    this.services.close(route);
  }

  routes(): ContainerRef[] {
    return this.services.routes();
  }

  wakeWith(waker: Waker): void {
    this.admission.wakeWith(waker);
  }

  /** What Traefik carries already is out of our hands; its next request is not. */
  closeResponsesOf(sessionId: string): void {
    this.admission.closeResponsesOf(sessionId);
  }

  takeUses(): ServiceUse[] {
    return this.services.takeUses();
  }

  private target(route: ContainerRef, signal: AbortSignal): ProbeTarget {
    const headers = { [PROBE_HEADER]: this.probePass.of(serviceName(route)) };
    return {
      url: new URL(`${this.prefixOf(route)}/`, this.door.url),
      host: this.addresses.hostOf(route),
      headers,
      signal,
    };
  }
}

/** Unknown paths end at our own catch-all, or at Traefik's bare 404 where it has no route to us. */
function isRouted(answer: Answer | null): answer is Answer {
  if (!answer || answer.headers[NO_ROUTE_HEADER]) return false;
  const bareNotFound = answer.status === 404 && !answer.headers['server'] && answer.headers['content-length'] === '19';
  return !bareNotFound;
}
