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
  private usedAgain: () => void = () => undefined;

  at(segment: string): RouteState | undefined {
    return this.bySegment.get(segment);
  }

  serve(route: ContainerRef): RouteState {
    const state = this.stateOf(route);
    state.resting = false;
    state.waitsFor = null;
    return state;
  }

  rest(route: ContainerRef): void {
    const state = this.stateOf(route);
    state.resting = true;
    state.waitsFor = null;
    state.backend?.closeIdle();
  }

  interrupt(route: ContainerRef): void {
    this.bySegment.get(serviceName(route))?.leave();
  }

  /** @param machine its name */
  lose(route: ContainerRef, machine: string): void {
    const state = this.stateOf(route);
    state.resting = false;
    state.waitsFor = machine;
  }

  close(route: ContainerRef): void {
    const segment = serviceName(route);
    this.bySegment.get(segment)?.leave();
    this.bySegment.delete(segment);
  }

  closeAll(): void {
    for (const state of this.bySegment.values()) state.leave();
    this.bySegment.clear();
  }

  routes(): ContainerRef[] {
    return [...this.bySegment.values()].map(({ route }) => route);
  }

  onUsedAgain(listener: () => void): void {
    this.usedAgain = listener;
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
      state = new RouteState(route, () => {
        this.usedAgain();
      });
      this.bySegment.set(segment, state);
    }
    return state;
  }
}
