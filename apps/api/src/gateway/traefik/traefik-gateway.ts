import { AppError } from '../../common/app-error.js';
import { SERVICE_PORT } from '../../templates/template.js';
import type { Front } from '../front/front.js';
import { Reception } from '../front/reception.js';
import { Services } from '../front/services.js';
import { Gateway, type OpenOptions, pathOf, type ServiceRoute, type Visit, type Waker } from '../gateway.js';
import { type Answer, ask, askUntil, isUnavailable, type ProbeTarget } from '../probe.js';
import { FrontDoorProxy } from './front-door.js';
import { TraefikFront } from './traefik-front.js';
import { traefikLabels, type TraefikPlace } from './traefik-labels.js';

/** Set on every answer of ours to a path that is nobody's: Traefik has no route for it yet. */
export const NO_ROUTE_HEADER = 'x-spawner-no-route';

export interface FrontDoor extends TraefikPlace {
  /** Where this process reaches Traefik's entry point. */
  readonly url: string;
}

/** Traefik reads the labels by itself; what is left is to wait until its front door serves the path, and to be asked. */
export class TraefikGateway extends Gateway {
  readonly front: Front;
  readonly services = new Services();
  private readonly reception = new Reception();

  constructor(private readonly door: FrontDoor) {
    super();
    this.front = new TraefikFront(this.services, this.reception, new FrontDoorProxy(door.url));
  }

  labels(route: ServiceRoute): Readonly<Record<string, string>> {
    return traefikLabels(route, this.door);
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

  takeVisits(): Visit[] {
    return this.services.takeVisits();
  }

  private target(route: ServiceRoute, signal: AbortSignal): ProbeTarget {
    return { url: new URL(`${pathOf(route)}/`, this.door.url), host: this.door.host, signal };
  }
}

/** Unknown paths end at our own catch-all, or at Traefik's bare 404 where it has no route to us. */
function isRouted(answer: Answer | null): answer is Answer {
  if (!answer || answer.headers[NO_ROUTE_HEADER]) return false;
  const bareNotFound = answer.status === 404 && !answer.headers['server'] && answer.headers['content-length'] === '19';
  return !bareNotFound;
}
