import type { Routing } from '../access/decide.js';
import { type ContainerRef, serviceName, servicePath } from '../container-ref/container-ref.js';
import { type RoutedPath, splitTarget } from './routes/route-path.js';

export interface ServiceUrlSettings {
  readonly routing: Routing;
  /** Origin of the dashboard. */
  readonly publicUrl: string;
  /** `host`: the one that all services are on; `subdomain`: the domain they are below. With its port, if any. */
  readonly servicesHost: string;
}

const LABEL = /^[a-z0-9-]+$/;

/** Where services are reached: below the dashboard's origin, on one host beside it, or each on a host of its own. */
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

  /** The path under which a service begins; empty where it has a host of its own. */
  prefixOf(route: ContainerRef): string {
    return this.routing === 'subdomain' ? '' : servicePath(route);
  }

  urlOf(route: ContainerRef): string {
    return this.originOf(serviceName(route)) + this.prefixOf(route);
  }

  /** @param segment `{slug}-{type}` */
  originOf(segment: string): string {
    const { publicUrl, servicesHost } = this.settings;
    const scheme = new URL(publicUrl).protocol;
    if (this.routing === 'path') return publicUrl;
    return `${scheme}//${this.routing === 'host' ? '' : `${segment}.`}${servicesHost}`;
  }

  /** The name of the host a service is on, without a port. */
  hostOf(route: ContainerRef): string {
    return new URL(this.urlOf(route)).hostname;
  }

  /** A host on which there are services and nothing of the dashboard's. */
  isApart(host: string): boolean {
    const name = nameOf(host);
    if (this.routing === 'path' || name === this.dashboardName) return false;
    return name === this.servicesName || (this.routing === 'subdomain' && name.endsWith(`.${this.servicesName}`));
  }

  /** Which service a request is for, if there is one. */
  find(host: string, target: string): RoutedPath | null {
    if (this.routing === 'path') return splitTarget(target);
    if (!this.isApart(host)) return null;
    if (this.routing === 'host') return splitTarget(target);
    const segment = nameOf(host).slice(0, -this.servicesName.length - 1);
    return LABEL.test(segment) && target.startsWith('/') ? { segment, prefix: '', rest: target } : null;
  }
}

const nameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();
