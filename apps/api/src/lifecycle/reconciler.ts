import { Injectable, Logger, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { ContainerOperations } from '../containers/operations/container-operations.js';
import { instanceName } from '../containers/owner.js';
import type { UserContainer } from '../containers/user-container.entity.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { Gateway } from '../gateway/gateway.js';
import { ContainerRuntime, type Instance, type RuntimeHint } from '../runtime/container-runtime.js';
import { reconcile } from './reconcile.js';

const TICK_MS = 30_000;

/**
 * Keeps rows and gateway in step with what really runs. Level-triggered: an event only says where to look, the tick
 * looks everywhere. What is being worked on is left to its operation.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Reconciler.name);
  private unwatch: () => void = () => undefined;
  private tick: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly runtime: ContainerRuntime,
    private readonly gateway: Gateway,
    private readonly operations: ContainerOperations,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue({ kind: 'resync' });
    this.unwatch = this.runtime.watch((hint) => void this.enqueue(hint));
    this.tick = setInterval(() => void this.enqueue({ kind: 'resync' }), TICK_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unwatch();
    clearInterval(this.tick);
    await this.work;
  }

  /** One look at a time, in order, so that an older look never overwrites a newer one. */
  private enqueue(hint: RuntimeHint): Promise<void> {
    this.work = this.work
      .then(() => (hint.kind === 'resync' ? this.lookAtAll() : this.lookAt(hint.name)))
      .catch((error: unknown) => {
        // The runtime or the database is away: what we knew stays, and the next look puts it right.
        this.logger.debug({ err: error }, 'could not reconcile');
      });
    return this.work;
  }

  private async lookAtAll(): Promise<void> {
    const [rows, instances] = await Promise.all([this.rows.allWithOwner(), this.runtime.list()]);
    const byName = new Map(instances.map((instance) => [instance.name, instance]));
    for (const row of rows) await this.correct(row, byName.get(nameOf(row)) ?? null);
  }

  private async lookAt(name: string): Promise<void> {
    const key = /-([a-z][a-z0-9]*)-(\d+)$/.exec(name);
    if (!key?.[1] || this.operations.isBusy(Number(key[2]), key[1])) return;
    const row = await this.rows.findWithOwner({ type: key[1], userId: Number(key[2]) });
    if (row && nameOf(row) === name) await this.correct(row, await this.runtime.inspect(name));
  }

  private async correct(row: UserContainer, instance: Instance | null): Promise<void> {
    if (this.operations.isBusy(row.userId, row.type)) return;
    const route = { userId: row.userId, slug: row.user.slug, type: row.type };
    if (instance?.state === 'running') this.gateway.admit(route, instance);
    else this.gateway.close(route);

    const correction = reconcile(row, instance);
    if (correction.kind === 'absent') await this.rows.markAbsent(row);
    if (correction.kind === 'seen' && instance) await this.rows.markSeen(instance, correction.status);
  }
}

const nameOf = (row: UserContainer): string =>
  instanceName({ userId: row.userId, slug: row.user.slug, type: row.type });
