import { pathOf, type ServiceRoute, type Visit } from '../gateway.js';
import { Service } from './service-route.js';

/** `{slug}-{type}`: the first segment of every path of the service. */
export const segmentOf = (route: ServiceRoute): string => pathOf(route).slice(1);

/** The services that there are, by the segment they are served under. */
export class Services {
  private readonly bySegment = new Map<string, Service>();

  at(segment: string): Service | undefined {
    return this.bySegment.get(segment);
  }

  serve(route: ServiceRoute): void {
    this.known(route).resting = false;
  }

  rest(route: ServiceRoute): void {
    this.known(route).resting = true;
  }

  close(route: ServiceRoute): void {
    this.bySegment.delete(segmentOf(route));
  }

  takeVisits(): Visit[] {
    const visits: Visit[] = [];
    for (const { route, activity } of this.bySegment.values()) {
      const at = activity.take();
      if (at) visits.push({ route, at });
    }
    return visits;
  }

  private known(route: ServiceRoute): Service {
    const segment = segmentOf(route);
    let service = this.bySegment.get(segment);
    if (!service) {
      service = new Service(route);
      this.bySegment.set(segment, service);
    }
    return service;
  }
}
