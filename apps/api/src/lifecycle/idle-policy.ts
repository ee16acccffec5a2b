import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ContainerStatus } from '@spawner/contracts';
import { AtMostEvery } from '../background/at-most-every.js';
import { Clock } from '../background/clock.js';
import type { Loop } from '../background/loop.js';
import { Loops } from '../background/loops.js';
import type { ContainerRef } from '../container-ref/container-ref.js';
import type { Intent } from '../containers/intent.js';
import { nextRest, restOf } from '../containers/next-rest.js';
import { OperationSchedule } from '../containers/operations/schedule.js';
import { type IdleLimit, UserContainerRepository } from '../containers/user-container.repository.js';
import { Verification } from '../containers/verification.js';
import { Gateway } from '../gateway/gateway.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

const CHECK_MS = 5000;
/** Uses of services that were unused for a while are stored together, at most so often. */
const STORE_MS = 200;
const intentOf = { pause: 'idle_pause', stop: 'idle_stop', remove: 'idle_remove' } as const;

/** Stores when services were used, and pauses, stops and removes unused containers. */
@Injectable()
export class IdlePolicy implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(IdlePolicy.name);
  private readonly limits: readonly IdleLimit[];
  private loop: Loop | undefined;
  /** Another process may be about to stop an unused container, and knows only what is stored. */
  private readonly storing = new AtMostEvery<'uses'>(STORE_MS, () => {
    // They are kept in memory no longer; the next use stores the service again.
    this.storeUses().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'could not store when services were used');
    });
  });

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly operations: OperationSchedule,
    private readonly gateway: Gateway,
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly catalogue: TemplateCatalogue,
    private readonly runtime: ContainerRuntime,
    private readonly verification: Verification,
  ) {
    this.limits = catalogue.all().flatMap(({ type, idle }) =>
      ContainerStatus.options.flatMap((status) => {
        const rest = restOf(status, idle, runtime.capabilities.pause);
        return rest ? { type, status, seconds: rest.seconds, intent: intentOf[rest.action] } : [];
      }),
    );
  }

  onApplicationBootstrap(): void {
    this.gateway.onUsedAgain(() => {
      this.storing.request('uses');
    });
    // Apart from the checks: one that stops many containers takes minutes.
    this.loops.every(CHECK_MS, 'storing when services were used', () => this.storeUses());
    this.loop = this.loops.every(CHECK_MS, 'resting unused containers', () => this.check());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop?.stop();
    this.storing.stop();
    await this.storeUses().catch(() => undefined);
  }

  async check(): Promise<void> {
    await this.storeUses();
    // After a backup was restored on a new host, all rows may be those of containers that are gone.
    if (!this.verification.isComplete) return;
    const failures: unknown[] = [];
    for (const { intent, ...ref } of await this.rows.unused(this.limits, this.clock.now())) {
      // One container that cannot be stopped must not keep the others running.
      await this.operations
        .submitIfFree(ref, intent, () => this.isDue(ref, intent))
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures);
  }

  /** It may have been used since, or a lesson has begun. */
  private async isDue(ref: ContainerRef, intent: Intent): Promise<boolean> {
    await this.storeUses();
    if (await this.rows.isHeldAwake(ref)) return false;
    const row = await this.rows.find(ref);
    const next = row && nextRest(row, this.catalogue.get(ref.type).idle, this.runtime.capabilities.pause);
    return next !== null && intentOf[next.action] === intent && new Date(next.at) <= this.clock.now();
  }

  private async storeUses(): Promise<void> {
    await this.rows.markUsed(this.gateway.takeUses());
  }
}
