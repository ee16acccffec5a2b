import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { containerName, type ContainerRef, formatKey, parseContainerName } from '../container-ref/container-ref.js';
import { failureOf } from '../containers/failure.js';
import type { Intent } from '../containers/intent.js';
import { OperationSchedule } from '../containers/operations/schedule.js';
import type { RowState } from '../containers/user-container.queries.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { AppError } from '../errors/app-error.js';
import { Gateway } from '../gateway/gateway.js';
import { ContainerRuntime, type Instance } from '../runtime/container-runtime.js';
import { CrashLoops } from './crash-loops.js';
import { Orphans } from './orphans.js';
import { type Correction, reconcile, SETTLED } from './reconcile.js';

/**
 * Keeps rows and gateway in step with what really runs. A container that an operation works on, here or in another
 * process, is left to that operation.
 */
@Injectable()
export class Corrections {
  private readonly logger = new Logger(Corrections.name);
  private readonly crashLoops = new CrashLoops();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly runtime: ContainerRuntime,
    private readonly gateway: Gateway,
    private readonly operations: OperationSchedule,
    private readonly orphans: Orphans,
    private readonly clock: Clock,
  ) {}

  async correctAll(isAgain = false): Promise<void> {
    // Before the list, so that the route of a container that starts meanwhile stays.
    const routed = this.gateway.routes();
    const instances = await this.runtime.list();
    this.crashLoops.keepOnly(new Set(instances.map(({ id }) => id)));
    const failing = new Set(instances.filter((instance) => this.isFailing(instance)));
    const { differing, unexplained } = await this.rows.compare(
      instances.map((instance) => ({
        name: instance.name,
        ref: refOf(instance),
        id: instance.id,
        state: failing.has(instance) ? 'failing' : instance.state,
      })),
      SETTLED,
    );
    const byName = new Map(instances.map((instance) => [instance.name, instance]));
    const prepared = new Set(differing.filter(isPrepared).map(containerName));
    for (const ref of routed) if (!byName.has(containerName(ref))) this.route(ref, null);
    for (const instance of instances) {
      const ref = unexplained.has(instance.name) || prepared.has(instance.name) ? null : refOf(instance);
      if (ref) this.route(ref, instance);
    }
    const absent: RowState[] = [];
    const failures: unknown[] = [];
    for (const row of differing) {
      const instance = byName.get(containerName(row)) ?? null;
      const correction = reconcile(row, instance, instance !== null && failing.has(instance));
      if (correction.kind === 'absent') absent.push(row);
      // One container that cannot be inspected must not keep the others uncorrected.
      else await this.correct(row, correction).catch((error: unknown) => failures.push(error));
    }
    if (absent.length > 0) await this.correctAbsent(absent);
    const adopted = await this.orphans.settle(instances.filter(({ name }) => unexplained.has(name)));
    if (adopted && !isAgain) await this.correctAll(true);
    if (failures.length > 0) throw new AggregateError(failures);
  }

  async correctOne(name: string): Promise<void> {
    const ref = parseContainerName(name);
    const row = ref && (await this.rows.stateOf(ref));
    if (!row) {
      // Renamed by hand, or not explained by a row yet.
      if (!ref || !this.operations.isBusy(ref)) await this.correctAll();
      return;
    }
    const [instance, correction] = await this.inspect(row);
    if (!isPrepared(row)) this.route(row, instance);
    if (correction.kind === 'absent') await this.rows.markGone([row]);
    else await this.correct(row, correction);
  }

  /** The list is older than the rows: only what is missing in a newer one is gone. */
  private async correctAbsent(rows: readonly RowState[]): Promise<void> {
    const names = new Set((await this.runtime.list()).map(({ name }) => name));
    await this.rows.markGone(rows.filter((row) => !names.has(containerName(row))));
  }

  private async correct(row: RowState, correction: Correction): Promise<void> {
    if (correction.kind === 'none' || this.operations.isBusy(row)) return;
    if (correction.kind === 'perform') {
      this.perform(row, correction.intent);
      return;
    }
    await this.operations.ifFree(row, 'check', async () => {
      // Again, now that no operation can change it.
      const now = await this.rows.stateOf(row);
      if (!now) return;
      const [instance, still] = await this.inspect(now);
      if (still.kind === 'rests' && instance) await this.rows.markResting(instance, still.status, still.reason);
      if (still.kind === 'failing' && instance) await this.stopFailing(row, instance);
    });
  }

  /** In the background: a launch takes as long as its application. */
  private perform(ref: ContainerRef, intent: Intent): void {
    const isDue = async (): Promise<boolean> => {
      const row = await this.rows.stateOf(ref);
      if (!row) return false;
      const [, still] = await this.inspect(row);
      return still.kind === 'perform' && still.intent === intent;
    };
    this.operations.submitIfFree(ref, intent, isDue).catch((error: unknown) => {
      this.logger.warn(`could not ${intent} ${containerName(ref)}: ${(error as Error).message}`);
    });
  }

  private async inspect(row: RowState): Promise<[Instance | null, Correction]> {
    const instance = await this.runtime.inspect(containerName(row));
    return [instance, reconcile(row, instance, instance !== null && this.isFailing(instance))];
  }

  private isFailing(instance: Instance): boolean {
    return this.crashLoops.isFailing(instance, this.clock.now());
  }

  private async stopFailing(ref: ContainerRef, instance: Instance): Promise<void> {
    const reason = new AppError('container_exited', { exitCode: instance.exitCode ?? '?' });
    const failure = await failureOf(reason, 'running', () => this.runtime.logs(instance.name, 30));
    await this.runtime.stop(instance.name);
    await this.rows.markFailed(ref, failure, instance);
  }

  /** Every process has a gateway of its own to keep in step. */
  private route(ref: ContainerRef, instance: Instance | null): void {
    if (this.operations.isBusy(ref)) return;
    if (!instance) this.gateway.close(ref);
    else if (instance.state === 'running') this.gateway.serve(ref, instance);
    else if (instance.state !== 'restarting') this.gateway.rest(ref);
  }
}

/** Visitors do not get to a container that is only prepared: a visit would be no use of it. */
const isPrepared = ({ intent }: RowState): boolean => intent === 'put_back' || intent === 'put_back_volumes';

/** Null where the name and the labels do not belong together: it was renamed by hand. */
function refOf(instance: Instance): ContainerRef | null {
  const ref = parseContainerName(instance.name);
  return ref && formatKey(ref) === formatKey(instance) ? ref : null;
}
