import type { OnApplicationShutdown } from '@nestjs/common';
import type { Gatekeeper } from '../../access/access-policy.js';
import { AppError } from '../../errors/app-error.js';
import type { Trust } from '../../http/trusted-proxies.js';
import type { Instance } from '../../runtime/container-runtime.js';
import type { Addresses } from '../service-urls.js';
import type { Front } from '../http-entry.js';
import type { Handover } from '../sign-in/cross-host-sign-in.js';
import { Lobby } from '../requests/service-hosts.js';
import { Reception } from '../requests/request-admission.js';
import { segmentOf, Services } from '../routes/route-table.js';
import type { ShareDoor } from '../../shares/share-link-entry.js';
import { Gateway, type OpenOptions, type ServiceRoute, type Visit, type Waker } from '../gateway.js';
import { ask, askUntil, isUnavailable } from '../probe.js';
import { EmbeddedFront } from './embedded-entry.js';
import { EmbeddedProxy } from './embedded-proxy.js';

/** The gateway inside this process, used wherever there is no Traefik. */
export class EmbeddedGateway extends Gateway implements OnApplicationShutdown {
  readonly front: Front;
  readonly services = new Services();
  private readonly reception: Reception;
  private readonly proxy: EmbeddedProxy;

  constructor(
    trust: Trust,
    private readonly gatekeeper: Gatekeeper,
    private readonly addresses: Addresses,
    handover: Handover,
    shareDoor: ShareDoor,
  ) {
    super();
    // Below the dashboard's own origin, whatever name it was reached by.
    const dashboard = addresses.routing === 'path' ? '' : addresses.dashboard;
    const lobby = new Lobby(addresses, handover, shareDoor, dashboard);
    this.reception = new Reception(gatekeeper, handover, shareDoor, dashboard);
    this.proxy = new EmbeddedProxy(trust);
    this.front = new EmbeddedFront(addresses, this.services, lobby, this.reception, this.proxy);
  }

  urlOf(route: ServiceRoute): string {
    return this.addresses.urlOf(route);
  }

  prefixOf(route: ServiceRoute): string {
    return this.addresses.prefixOf(route);
  }

  labels(): Readonly<Record<string, string>> {
    return {};
  }

  async open(route: ServiceRoute, instance: Instance, { onPhase, seconds, signal }: OpenOptions): Promise<void> {
    if (!instance.address) throw new AppError('runtime_failed', { reason: `${instance.name} has no address` });
    const { host, port } = instance.address;
    const deadline = AbortSignal.timeout(seconds * 1000);
    onPhase('ready');
    try {
      const url = new URL(`http://${host}:${String(port)}/`);
      await askUntil(
        { url, signal: AbortSignal.any([signal, deadline]) },
        (answer) => answer !== null && !isUnavailable(answer.status),
      );
    } catch (error) {
      throw error === deadline.reason ? new AppError('not_listening', { port, seconds }) : error;
    }
    this.admit(route, instance);
  }

  async answers(route: ServiceRoute): Promise<boolean> {
    const address = this.proxy.addressOf(segmentOf(route));
    if (!address) return false;
    const url = new URL(`http://${address.host}:${String(address.port)}/`);
    return (await ask({ url, signal: AbortSignal.timeout(1000) }, 1000)) !== null;
  }

  admit(route: ServiceRoute, instance: Instance): void {
    if (!instance.address) return;
    this.proxy.serve(segmentOf(route), instance.address, this.gatekeeper.standingOf(route.type));
    this.services.serve(route);
  }

  rest(route: ServiceRoute): void {
    this.proxy.rest(segmentOf(route));
    this.services.rest(route);
  }

  close(route: ServiceRoute): void {
    this.services.close(route);
    this.proxy.drop(segmentOf(route));
  }

  wakeWith(waker: Waker): void {
    this.reception.wakeWith(waker);
  }

  expel(sessionId: string): void {
    this.reception.expel(sessionId);
  }

  takeVisits(): Visit[] {
    return this.services.takeVisits();
  }

  onApplicationShutdown(): void {
    this.proxy.close();
  }
}
