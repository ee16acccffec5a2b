import type { OnApplicationShutdown } from '@nestjs/common';
import type { AccessPolicy } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import type { Trust } from '../../http/trusted-proxies.js';
import type { Instance } from '../../runtime/container-runtime.js';
import type { ShareLinkEntry } from '../../shares/share-link-entry.js';
import { Gateway, type OpenOptions, type ServiceUse, type Waker } from '../gateway.js';
import type { HttpEntry } from '../http-entry.js';
import { ask, askUntil, isUnavailable } from '../probe.js';
import { RequestAdmission } from '../requests/request-admission.js';
import { ServiceHosts } from '../requests/service-hosts.js';
import { RouteTable } from '../routes/route-table.js';
import type { ServiceUrls } from '../service-urls.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';
import { EmbeddedEntry } from './embedded-entry.js';
import { EmbeddedProxy } from './embedded-proxy.js';

/** The gateway inside this process, used wherever there is no Traefik. */
export class EmbeddedGateway extends Gateway implements OnApplicationShutdown {
  readonly entry: HttpEntry;
  readonly services = new RouteTable();
  private readonly admission: RequestAdmission;
  private readonly proxy: EmbeddedProxy;

  constructor(
    trust: Trust,
    private readonly gatekeeper: AccessPolicy,
    private readonly addresses: ServiceUrls,
    handover: CrossHostSignIn,
    shareDoor: ShareLinkEntry,
  ) {
    super();
    // Below the dashboard's own origin, whatever name it was reached by.
    const dashboard = addresses.routing === 'path' ? '' : addresses.dashboard;
    const lobby = new ServiceHosts(addresses, handover, shareDoor, dashboard);
    this.admission = new RequestAdmission(gatekeeper, handover, shareDoor, dashboard);
    this.proxy = new EmbeddedProxy(trust);
    this.entry = new EmbeddedEntry(addresses, this.services, lobby, this.admission, this.proxy);
  }

  urlOf(route: ContainerRef): string {
    return this.addresses.urlOf(route);
  }

  prefixOf(route: ContainerRef): string {
    return this.addresses.prefixOf(route);
  }

  labels(): Readonly<Record<string, string>> {
    return {};
  }

  async open(route: ContainerRef, instance: Instance, { onPhase, seconds, signal }: OpenOptions): Promise<void> {
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
    this.serve(route, instance);
  }

  async answers(route: ContainerRef): Promise<boolean> {
    const address = this.proxy.addressOf(serviceName(route));
    if (!address) return false;
    const url = new URL(`http://${address.host}:${String(address.port)}/`);
    return (await ask({ url, signal: AbortSignal.timeout(1000) }, 1000)) !== null;
  }

  serve(route: ContainerRef, instance: Instance): void {
    if (!instance.address) return;
    this.proxy.serve(serviceName(route), instance.address, this.gatekeeper.responsePolicyOf(route.type));
    this.services.serve(route);
  }

  rest(route: ContainerRef): void {
    this.proxy.rest(serviceName(route));
    this.services.rest(route);
  }

  close(route: ContainerRef): void {
    this.services.close(route);
    this.proxy.drop(serviceName(route));
  }

  routes(): ContainerRef[] {
    return this.services.routes();
  }

  wakeWith(waker: Waker): void {
    this.admission.wakeWith(waker);
  }

  closeResponsesOf(sessionId: string): void {
    this.admission.closeResponsesOf(sessionId);
  }

  takeUses(): ServiceUse[] {
    return this.services.takeUses();
  }

  onApplicationShutdown(): void {
    this.proxy.close();
  }
}
