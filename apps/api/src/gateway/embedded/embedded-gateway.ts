import type { OnApplicationShutdown } from '@nestjs/common';
import type { AccessPolicy } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import type { Trust } from '../../http/trusted-proxies.js';
import type { Instance } from '../../runtime/container-runtime.js';
import type { OpenOptions } from '../gateway.js';
import type { HttpEntry } from '../http-entry.js';
import { isUnavailable, probe, probeUntil } from '../probe.js';
import { RoutedGateway } from '../routed-gateway.js';
import { Backend } from '../routes/backend.js';
import type { ServiceUrls } from '../service-urls.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';
import { EmbeddedEntry } from './embedded-entry.js';

/** The gateway inside this process, for installations without Traefik. */
export class EmbeddedGateway extends RoutedGateway implements OnApplicationShutdown {
  readonly entry: HttpEntry;

  constructor(trust: Trust, accessPolicy: AccessPolicy, serviceUrls: ServiceUrls, signIn: CrossHostSignIn) {
    // Services on the dashboard's origin stay on the name by which the browser reached it, such as an IP address.
    super(accessPolicy, serviceUrls, signIn, serviceUrls.routing === 'path' ? '' : serviceUrls.dashboard);
    this.entry = new EmbeddedEntry(serviceUrls, this.routeTable, this.hosts, this.admission, trust);
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
      await probeUntil(
        { url, signal: AbortSignal.any([signal, deadline]) },
        (answer) => answer !== null && !isUnavailable(answer.status),
      );
    } catch (error) {
      throw error === deadline.reason ? new AppError('not_listening', { port, seconds }) : error;
    }
    this.serve(route, instance);
  }

  async answers(route: ContainerRef): Promise<boolean> {
    const backend = this.routeTable.at(serviceName(route))?.backend;
    if (!backend) return false;
    const { host, port } = backend.address;
    const url = new URL(`http://${host}:${String(port)}/`);
    return (await probe({ url, signal: AbortSignal.timeout(1000) }, 1000)) !== null;
  }

  serve(route: ContainerRef, { address }: Instance): void {
    if (!address) return;
    const state = this.routeTable.serve(route);
    if (state.backend?.isAt(address)) return;
    state.backend?.close();
    state.backend = new Backend(address, this.accessPolicy.responsePolicyOf(route.type));
  }

  onApplicationShutdown(): void {
    this.routeTable.closeAll();
  }
}
