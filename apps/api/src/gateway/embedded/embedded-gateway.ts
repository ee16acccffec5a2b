import type { OnApplicationShutdown } from '@nestjs/common';
import type { AccessPolicy } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import type { Trust } from '../../http/trusted-proxies.js';
import type { Address, Instance } from '../../runtime/container-runtime.js';
import type { OpenOptions } from '../gateway.js';
import type { HttpEntry } from '../http-entry.js';
import { probe } from '../probe.js';
import { waitUntilReady } from '../readiness.js';
import { RoutedGateway } from '../routed-gateway.js';
import { Backend } from '../routes/backend.js';
import type { ServiceUrls } from '../service-urls.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';
import { EmbeddedEntry } from './embedded-entry.js';

const QUICK_MS = 1000;

/** The gateway inside this process, for installations without Traefik. */
export class EmbeddedGateway extends RoutedGateway implements OnApplicationShutdown {
  readonly seesMessages = true;
  readonly entry: HttpEntry;

  constructor(trust: Trust, accessPolicy: AccessPolicy, serviceUrls: ServiceUrls, signIn: CrossHostSignIn) {
    // Services on the dashboard's origin stay on the name by which the browser reached it, such as an IP address.
    super(accessPolicy, serviceUrls, signIn, serviceUrls.routing === 'path' ? '' : serviceUrls.dashboard);
    this.entry = new EmbeddedEntry(serviceUrls, this.routeTable, this.hosts, this.admission, trust);
  }

  labels(): Readonly<Record<string, string>> {
    return {};
  }

  async ready(_route: ContainerRef, instance: Instance, options: OpenOptions): Promise<void> {
    const { address, keptPrefix, name, port } = instance;
    if (!address) throw new AppError('runtime_failed', { reason: `${name} has no address` });
    options.onPhase('ready');
    const url = urlAt(address, keptPrefix + (options.ready.path ?? '/'));
    await waitUntilReady({ target: { url }, port }, options);
  }

  async answers(route: ContainerRef, path = '/'): Promise<boolean> {
    const backend = this.routeTable.at(serviceName(route))?.backend;
    if (!backend) return false;
    const url = urlAt(backend.address, backend.keptPrefix + path);
    return (await probe({ url, signal: AbortSignal.timeout(QUICK_MS) }, QUICK_MS)) !== null;
  }

  serve(route: ContainerRef, { address, keptPrefix }: Instance): void {
    if (!address) return;
    const state = this.routeTable.serve(route);
    if (state.backend?.isAt(address, keptPrefix)) return;
    state.leave();
    state.backend = new Backend(address, keptPrefix, this.accessPolicy.responsePolicyOf(route.type));
  }

  onApplicationShutdown(): void {
    this.routeTable.closeAll();
  }
}

const urlAt = ({ host, port }: Address, path: string): URL => new URL(`http://${host}:${String(port)}${path}`);
