import type { AccessPolicy } from '../access/access-policy.js';
import { type ContainerRef, serviceName } from '../container-ref/container-ref.js';
import type { Instance } from '../runtime/container-runtime.js';
import { Gateway, type OpenOptions, type ServiceHostEntry } from './gateway.js';
import type { HttpEntry } from './http-entry.js';
import type { MessageReader } from './pages/page-messages.js';
import { RequestAdmission } from './requests/request-admission.js';
import { ServiceHosts } from './requests/service-hosts.js';
import type { Waker } from './routes/route-state.js';
import { RouteTable, type ServiceUse } from './routes/route-table.js';
import type { ServiceUrls } from './service-urls.js';
import type { CrossHostSignIn } from './sign-in/cross-host-sign-in.js';

/** The parts that both gateways share: addresses, routes, admission and waking. */
export abstract class RoutedGateway extends Gateway {
  abstract readonly entry: HttpEntry;
  readonly routeTable = new RouteTable();
  protected readonly admission: RequestAdmission;
  protected readonly hosts: ServiceHosts;

  /** @param dashboard its origin, before every redirect and link to it; empty makes them relative */
  constructor(
    protected readonly accessPolicy: AccessPolicy,
    protected readonly serviceUrls: ServiceUrls,
    signIn: CrossHostSignIn,
    dashboard: string,
  ) {
    super();
    this.admission = new RequestAdmission(accessPolicy, serviceUrls, signIn, dashboard);
    this.hosts = new ServiceHosts(serviceUrls, signIn, dashboard);
  }

  urlOf(route: ContainerRef, dashboard?: string): string {
    return this.serviceUrls.urlOf(route, dashboard);
  }

  prefixOf(route: ContainerRef): string {
    return this.serviceUrls.prefixOf(route);
  }

  async open(route: ContainerRef, instance: Instance, options: OpenOptions): Promise<void> {
    await this.ready(route, instance, options);
    this.serve(route, instance);
  }

  rest(route: ContainerRef): void {
    this.routeTable.rest(route);
  }

  interrupt(route: ContainerRef): void {
    this.routeTable.interrupt(route);
  }

  lose(route: ContainerRef, machine: string): void {
    this.routeTable.lose(route, machine);
  }

  close(route: ContainerRef): void {
    this.routeTable.close(route);
  }

  routes(): ContainerRef[] {
    return this.routeTable.routes();
  }

  wakeWith(waker: Waker): void {
    this.admission.wakeWith(waker);
  }

  showMessages(reader: MessageReader): void {
    this.admission.showMessages(reader);
  }

  addEntry(entry: ServiceHostEntry): void {
    this.hosts.addEntry(entry);
  }

  closeResponsesOf(sessionId: string): void {
    this.admission.closeResponsesOf(sessionId);
  }

  takeUses(): ServiceUse[] {
    return this.routeTable.takeUses();
  }

  onUsedAgain(listener: () => void): void {
    this.routeTable.onUsedAgain(listener);
  }

  isConnected(route: ContainerRef): boolean {
    return this.routeTable.at(serviceName(route))?.backend?.isConnected === true;
  }
}
