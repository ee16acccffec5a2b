import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { type ServiceUse } from '../gateway.js';
import { RouteState } from './service-route.js';

/** The services that there are, by the segment they are served under. */
export class RouteTable {
  private readonly bySegment = new Map<string, RouteState>();

  at(segment: string): RouteState | undefined {
    return this.bySegment.get(segment);
  }

  serve(route: ContainerRef): void {
    this.known(route).resting = false;
  }

  rest(route: ContainerRef): void {
    this.known(route).resting = true;
  }

  close(route: ContainerRef): void {
    this.bySegment.delete(serviceName(route));
  }

  routes(): ContainerRef[] {
    return [...this.bySegment.values()].map(({ route }) => route);
  }

  takeUses(): ServiceUse[] {
    const visits: ServiceUse[] = [];
    for (const { route, activity } of this.bySegment.values()) {
      const at = activity.take();
      if (at) visits.push({ route, at });
    }
    return visits;
  }

  private known(route: ContainerRef): RouteState {
    const segment = serviceName(route);
    let service = this.bySegment.get(segment);
    if (!service) {
      service = new RouteState(route);
      this.bySegment.set(segment, service);
    }
    return service;
  }
}
