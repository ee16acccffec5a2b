import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import { restOf } from '../containers/next-rest.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { Gateway } from '../gateway/gateway.js';
import { ContainerRuntime, type Instance } from '../runtime/container-runtime.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

const MINUTE_MS = 60_000;
/** Measured so often before a container rests: what is sent shortly before that still counts. */
const MEASUREMENTS = 4;

interface Reading {
  readonly bytes: number;
  readonly at: Date;
}

/**
 * Uses that the gateway does not see, because all that a user sends goes over a WebSocket: more data from one measurement to
 * the next than an open tab sends by itself. In a short time a few keys are much, so it is measured every minute.
 */
@Injectable()
export class TrafficUses implements OnApplicationBootstrap {
  /** The last ones, by type, then by container. */
  private readonly readings = new Map<string, ReadonlyMap<string, Reading>>();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly runtime: ContainerRuntime,
    private readonly gateway: Gateway,
    private readonly catalogue: TemplateCatalogue,
    private readonly clock: Clock,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    const { capabilities } = this.runtime;
    if (this.gateway.seesMessages || !capabilities.traffic) return;
    for (const { type, idle, traffic } of this.catalogue.all()) {
      const rest = restOf('running', idle, capabilities.pause);
      if (traffic === null || !rest) continue;
      const everyMs = Math.min(MINUTE_MS, (rest.seconds * 1000) / MEASUREMENTS);
      this.loops.every(everyMs, `measuring the traffic of ${type}`, () => this.measure(type, traffic));
    }
  }

  private async measure(type: string, bytesAMinute: number): Promise<void> {
    const before = this.readings.get(type);
    const readings = new Map<string, Reading>();
    const uses: { route: Instance; at: Date }[] = [];
    const failures: unknown[] = [];
    for (const instance of await this.runtime.list()) {
      if (instance.type !== type || instance.state !== 'running') continue;
      try {
        const bytes = await this.runtime.received(instance);
        if (bytes === null) continue;
        const at = this.clock.now();
        readings.set(instance.id, { bytes, at });
        const last = before?.get(instance.id);
        if (last && bytes - last.bytes > (bytesAMinute * (at.getTime() - last.at.getTime())) / MINUTE_MS) {
          uses.push({ route: instance, at });
        }
      } catch (error) {
        // One container that cannot be measured must not let the others rest.
        failures.push(error);
      }
    }
    this.readings.set(type, readings);
    await this.rows.markUsed(uses);
    if (failures.length > 0) throw new AggregateError(failures);
  }
}
