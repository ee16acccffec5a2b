import type { Routing } from '../access/decide.js';
import { type ContainerRef, serviceName, servicePath } from '../container-ref/container-ref.js';
import { type RoutedPath, splitTarget } from './routes/route-path.js';

export interface ServiceUrlSettings {
  readonly routing: Routing;
  /** Origin of the dashboard. */
  readonly publicUrl: string;
  /** `host`: the host of all services; `subdomain`: the domain above their hosts. With its port, if any. */
  readonly servicesHost: string;
}

const LABEL = /^[a-z0-9-]+$/;

/** Addresses of services, for each way of routing (access/decide.ts). */
export class ServiceUrls {
  readonly routing: Routing;
  private readonly dashboardName: string;
  private readonly servicesName: string;

  constructor(private readonly settings: ServiceUrlSettings) {
    this.routing = settings.routing;
    this.dashboardName = new URL(settings.publicUrl).hostname;
    this.servicesName = nameOf(settings.servicesHost);
  }

  get dashboard(): string {
    return this.settings.publicUrl;
  }

  /** `/ann-dev`; empty where the service has a host of its own. */
  prefixOf(route: ContainerRef): string {
    return this.routing === 'subdomain' ? '' : servicePath(route);
  }

  /** @param dashboard the dashboard's origin for the reader of the address */
  urlOf(route: ContainerRef, dashboard = this.dashboard): string {
    const origin = this.routing === 'path' ? dashboard : this.originOf(serviceName(route));
    return origin + this.prefixOf(route);
  }

  /** @param segment `{slug}-{type}` */
  originOf(segment: string): string {
    const { publicUrl, servicesHost } = this.settings;
    const scheme = new URL(publicUrl).protocol;
    if (this.routing === 'path') return publicUrl;
    return `${scheme}//${this.routing === 'host' ? '' : `${segment}.`}${servicesHost}`;
  }

  /** Without the port. */
  hostOf(route: ContainerRef): string {
    return new URL(this.urlOf(route)).hostname;
  }

  /** Whether this host has services only, and nothing of the dashboard. */
  isApart(host: string): boolean {
    const name = nameOf(host);
    if (this.routing === 'path' || name === this.dashboardName) return false;
    return name === this.servicesName || (this.routing === 'subdomain' && name.endsWith(`.${this.servicesName}`));
  }

  /** Null where the address names no service. */
  find(host: string, target: string): RoutedPath | null {
    if (this.routing === 'path') return splitTarget(target);
    if (!this.isApart(host)) return null;
    if (this.routing === 'host') return splitTarget(target);
    const segment = nameOf(host).slice(0, -this.servicesName.length - 1);
    return LABEL.test(segment) && target.startsWith('/') ? { segment, prefix: '', rest: target } : null;
  }
}

const nameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();
