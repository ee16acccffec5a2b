import type { Gatekeeper } from '../../access/access-policy.js';
import { AppError } from '../../errors/app-error.js';
import { SERVICE_PORT } from '../../templates/template.js';
import type { Addresses } from '../service-urls.js';
import type { Front } from '../http-entry.js';
import type { Handover } from '../sign-in/cross-host-sign-in.js';
import { Lobby, NO_ROUTE_HEADER } from '../requests/service-hosts.js';
import { Reception } from '../requests/request-admission.js';
import { segmentOf, Services } from '../routes/route-table.js';
import type { ShareDoor } from '../../shares/share-link-entry.js';
import { Gateway, type OpenOptions, type ServiceRoute, type Visit, type Waker } from '../gateway.js';
import { type Answer, ask, askUntil, isUnavailable, type ProbeTarget } from '../probe.js';
import { FrontDoorProxy } from './traefik-retry-proxy.js';
import { PROBE_HEADER, type ProbePass } from '../../signing/probe-pass.js';
import { TraefikFront } from './traefik-entry.js';
import { traefikLabels, type TraefikPlace } from './traefik-labels.js';

export interface FrontDoor extends Omit<TraefikPlace, 'host' | 'prefix'> {
  /** Where this process reaches Traefik's entry point. */
  readonly url: string;
}

/** Traefik reads the labels by itself; what is left is to wait until its front door serves the path, and to be asked. */
export class TraefikGateway extends Gateway {
  readonly front: Front;
  readonly services = new Services();
  private readonly reception: Reception;

  constructor(
    private readonly door: FrontDoor,
    private readonly gatekeeper: Gatekeeper,
    private readonly probePass: ProbePass,
    private readonly addresses: Addresses,
    handover: Handover,
    shareDoor: ShareDoor,
  ) {
    super();
    const { dashboard } = addresses;
    // Traefik takes a redirect without an origin for one to the address it asks us at.
    this.reception = new Reception(gatekeeper, handover, shareDoor, dashboard);
    const lobby = new Lobby(addresses, handover, shareDoor, dashboard);
    const again = new FrontDoorProxy(door.url);
    this.front = new TraefikFront(addresses, this.services, lobby, this.reception, again, gatekeeper, probePass);
  }

  urlOf(route: ServiceRoute): string {
    return this.addresses.urlOf(route);
  }

  prefixOf(route: ServiceRoute): string {
    return this.addresses.prefixOf(route);
  }

  labels(route: ServiceRoute): Readonly<Record<string, string>> {
    const at = { host: this.addresses.hostOf(route), prefix: this.prefixOf(route) };
    return traefikLabels(route, { ...this.door, ...at }, this.gatekeeper.standingOf(route.type));
  }

  async open(route: ServiceRoute, _instance: unknown, { onPhase, seconds, signal }: OpenOptions): Promise<void> {
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
    this.admit(route);
  }

  async answers(route: ServiceRoute): Promise<boolean> {
    const answer = await ask(this.target(route, AbortSignal.timeout(1000)), 1000);
    return isRouted(answer) && !isUnavailable(answer.status);
  }

  admit(route: ServiceRoute): void {
    this.services.serve(route);
  }

  rest(route: ServiceRoute): void {
    this.services.rest(route);
  }

  close(route: ServiceRoute): void {
    this.services.close(route);
  }

  wakeWith(waker: Waker): void {
    this.reception.wakeWith(waker);
  }

  /** What Traefik carries already is out of our hands; its next request is not. */
  expel(sessionId: string): void {
    this.reception.expel(sessionId);
  }

  takeVisits(): Visit[] {
    return this.services.takeVisits();
  }

  private target(route: ServiceRoute, signal: AbortSignal): ProbeTarget {
    const headers = { [PROBE_HEADER]: this.probePass.of(segmentOf(route)) };
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
