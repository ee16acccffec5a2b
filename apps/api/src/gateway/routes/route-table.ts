import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { RouteState } from './route-state.js';

/** When a service was last used. Background requests of a page that was left open do not count. */
export interface ServiceUse {
  readonly route: ContainerRef;
  readonly at: Date;
}

/** The services that have a container, by segment: `ann-dev`. */
export class RouteTable {
  private readonly bySegment = new Map<string, RouteState>();

  at(segment: string): RouteState | undefined {
    return this.bySegment.get(segment);
  }

  serve(route: ContainerRef): void {
    this.stateOf(route).resting = false;
  }

  rest(route: ContainerRef): void {
    this.stateOf(route).resting = true;
  }

  close(route: ContainerRef): void {
    this.bySegment.delete(serviceName(route));
  }

  takeUses(): ServiceUse[] {
    const uses: ServiceUse[] = [];
    for (const { route, activity } of this.bySegment.values()) {
      const at = activity.take();
      if (at) uses.push({ route, at });
    }
    return uses;
  }

  private stateOf(route: ContainerRef): RouteState {
    const segment = serviceName(route);
    let state = this.bySegment.get(segment);
    if (!state) {
      state = new RouteState(route);
      this.bySegment.set(segment, state);
    }
    return state;
  }
}
