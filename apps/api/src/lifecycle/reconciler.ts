import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { containerName, type ContainerRef, parseContainerName } from '../container-ref/container-ref.js';
import { ContainerChanges } from '../containers/container-changes.js';
import { failureOf } from '../containers/launch/failure-of.js';
import { ContainerOperations } from '../containers/operations/container-operations.js';
import { refOf, type UserContainer } from '../containers/user-container.entity.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { DatabaseChannel } from '../database/database-channel.js';
import { AppError } from '../errors/app-error.js';
import { Gateway } from '../gateway/gateway.js';
import { ContainerRuntime, type Instance, type RuntimeHint } from '../runtime/container-runtime.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { CrashLoops } from './crash-loops.js';
import { Orphans } from './orphans.js';
import { type Correction, reconcile } from './reconcile.js';

const TICK_MS = 10_000;

/**
 * Keeps rows and gateway in step with what really runs. Level-triggered: an event only says where to look, the tick
 * looks everywhere. What is being worked on, here or in another process, is left to its operation.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Reconciler.name);
  private readonly crashLoops = new CrashLoops();
  private readonly endings: (() => void)[] = [];
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly runtime: ContainerRuntime,
    private readonly health: RuntimeHealth,
    private readonly gateway: Gateway,
    private readonly operations: ContainerOperations,
    private readonly catalogue: TemplateCatalogue,
    private readonly strays: Orphans,
    private readonly channel: DatabaseChannel,
    private readonly changes: ContainerChanges,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const lookAtAll = (): void => void this.lookAgain();
    await this.lookAgain();
    this.endings.push(this.runtime.watch((hint) => void this.enqueue(hint)));
    // The database was away: rows may be older than what runs.
    this.endings.push(this.channel.whenConnected(lookAtAll));
    this.endings.push(
      this.health.onChange(() => {
        this.changes.tellAll();
        if (!this.health.awaySince) lookAtAll();
      }),
    );
    const tick = setInterval(lookAtAll, TICK_MS);
    this.endings.push(() => {
      clearInterval(tick);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const end of this.endings) end();
    await this.work;
  }

  /** Looks at everything, whatever was seen before. */
  lookAgain(): Promise<void> {
    return this.enqueue({ kind: 'resync' });
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

  private async lookAtAll(again = false): Promise<void> {
    // Asking would end at a deadline, which the start would wait for; the first answer makes us look again.
    this.health.away.throwIfAborted();
    const [rows, instances] = await Promise.all([this.rows.allWithOwner(), this.runtime.list()]);
    const byName = new Map(instances.map((instance) => [instance.name, instance]));
    this.crashLoops.keepOnly(new Set(instances.map(({ id }) => id)));
    for (const row of rows) {
      await this.correct(row, byName.get(nameOf(row)) ?? null);
      byName.delete(nameOf(row));
    }
    const claimed = await this.strays.settle([...byName.values()]);
    if (claimed && !again) await this.lookAtAll(true);
  }

  private async lookAt(name: string): Promise<void> {
    const key = parseContainerName(name);
    const row = key && (await this.rows.findWithOwner(key));
    if (row && nameOf(row) === name) await this.correct(row, await this.runtime.inspect(name));
    // Renamed by hand, or nobody's yet.
    else if (!key || !this.operations.isBusy(key)) await this.lookAtAll();
  }

  private async correct(row: UserContainer, instance: Instance | null): Promise<void> {
    if (this.operations.isBusy(row)) return;
    const route = refOf(row);
    this.direct(route, instance);
    const correction = this.compare(row, instance);
    if (correction.kind === 'none') return;
    if (correction.kind === 'perform') {
      this.perform(row, correction);
      return;
    }
    await this.operations.ifFree(route, 'look', async () => {
      // Again, now that nobody else changes it.
      const now = await this.rows.find(row);
      const left = await this.runtime.inspect(nameOf(row));
      if (now) await this.apply(this.compare(now, left), route, left);
    });
  }

  private compare(row: UserContainer, instance: Instance | null): Correction {
    const failing = instance !== null && this.crashLoops.isFailing(instance, this.clock.now());
    return reconcile(row, instance, failing);
  }

  private async apply(correction: Correction, route: ContainerRef, left: Instance | null): Promise<void> {
    if (correction.kind === 'absent') await this.rows.markAbsent(route, null);
    if (correction.kind === 'rests' && left) await this.rows.markResting(left, correction.status, correction.reason);
    if (correction.kind === 'failing' && left) {
      const reason = new AppError('container_exited', { exitCode: left.exitCode ?? '?' });
      const failure = await failureOf(reason, 'running', () => this.runtime.logs(left.name, 30));
      await this.runtime.stop(left.name);
      await this.rows.markFailed(route, failure, left);
    }
  }

  /** Goes on in the background: a launch takes as long as its application. */
  private perform(row: UserContainer, { intent }: Extract<Correction, { kind: 'perform' }>): void {
    if (!this.catalogue.has(row.type)) return;
    const owner = refOf(row);
    const stillDue = async (): Promise<boolean> => {
      const now = await this.rows.find(row);
      const again = now && this.compare(now, await this.runtime.inspect(nameOf(row)));
      return again?.kind === 'perform' && again.intent === intent;
    };
    this.operations.performIfFree(owner, this.catalogue.get(row.type), intent, stillDue).catch((error: unknown) => {
      this.logger.warn(`could not ${intent} ${nameOf(row)}: ${(error as Error).message}`);
    });
  }

  /** Every process has a gateway of its own to keep in step. */
  private direct(route: ContainerRef, instance: Instance | null): void {
    if (!instance) this.gateway.close(route);
    else if (instance.state === 'running') this.gateway.serve(route, instance);
    else if (instance.state !== 'restarting') this.gateway.rest(route);
  }
}

const nameOf = (row: UserContainer): string => containerName(refOf(row));
