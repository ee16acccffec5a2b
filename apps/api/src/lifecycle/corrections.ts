import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { containerName, type ContainerRef, formatKey, parseContainerName } from '../container-ref/container-ref.js';
import { Admission } from '../containers/admission/admission.js';
import { failureOf } from '../containers/failure.js';
import { type Intent, startsContainer } from '../containers/intent.js';
import { reasonOfEnd } from '../containers/launch/exit-watch.js';
import { OperationSchedule } from '../containers/operations/schedule.js';
import { OwnerContainers } from '../containers/owner-containers.js';
import type { RowState } from '../containers/user-container.queries.js';
import { MOST_AT_ONCE, UserContainerRepository } from '../containers/user-container.repository.js';
import { Verification } from '../containers/verification.js';
import { toAppError } from '../errors/problem.js';
import { Gateway } from '../gateway/gateway.js';
import { ContainerRuntime, type Instance } from '../runtime/container-runtime.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { CrashLoops } from './crash-loops.js';
import { Orphans } from './orphans.js';
import { type Correction, reconcile, SETTLED, SETTLED_WITHOUT } from './reconcile.js';

/**
 * Keeps rows and gateway in step with what really runs. A container that an operation works on, here or in another
 * process, is left to that operation.
 */
@Injectable()
export class Corrections implements OnModuleDestroy {
  private readonly logger = new Logger(Corrections.name);
  private readonly crashLoops = new CrashLoops();
  private isEnding = false;

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly runtime: ContainerRuntime,
    private readonly gateway: Gateway,
    private readonly operations: OperationSchedule,
    private readonly ownerContainers: OwnerContainers,
    private readonly orphans: Orphans,
    private readonly admission: Admission,
    private readonly catalogue: TemplateCatalogue,
    private readonly verification: Verification,
    private readonly clock: Clock,
  ) {}

  onModuleDestroy(): void {
    this.isEnding = true;
  }

  /** Brings the gateway in step; takes as long as the runtime needs to list, whatever the rows are like. */
  async route(): Promise<void> {
    await this.compareListed();
  }

  async correctAll(isAgain = false): Promise<void> {
    const { instances, differing, unexplained } = await this.compareListed();
    const failures: unknown[] = [];
    for (let at = 0; at < differing.length; at += MOST_AT_ONCE) {
      await this.correctEach(differing.slice(at, at + MOST_AT_ONCE), failures);
    }
    for await (const page of this.rows.absent(instances.map(compared), SETTLED_WITHOUT)) {
      // What is left is corrected by the next process.
      if (this.isEnding) return;
      await this.correctEach(page, failures);
    }
    if (differing.length > 0 || !this.verification.isComplete) await this.admission.reserveFound();
    // What failed is tried again at each tick.
    this.verification.finish();
    const adopted = await this.orphans.settle(instances.filter(({ name }) => unexplained.has(name)));
    if (adopted && !isAgain) await this.correctAll(true);
    if (failures.length > 0) throw new AggregateError(failures);
  }

  async correctOne(name: string): Promise<void> {
    const ref = parseContainerName(name);
    // The operation itself causes most events, and stores what it has done.
    if (ref && this.operations.isBusy(ref)) return;
    const row = ref && (await this.rows.stateOf(ref));
    if (!row) {
      // Renamed by hand, or not explained by a row yet.
      await this.correctAll();
      return;
    }
    const [instance, correction] = await this.inspect(row);
    if (instance) await this.markPlaces([instance]);
    this.routeTo(row, instance, isPrepared(row));
    if (correction.kind === 'absent') await this.rows.markGone([row]);
    else await this.correct(row, correction);
  }

  private async compareListed() {
    // Before the list, so that the route of a container that starts meanwhile stays.
    const routed = this.gateway.routes();
    const instances = await this.runtime.list();
    await this.markPlaces(instances);
    this.crashLoops.keepOnly(new Set(instances.map(({ id }) => id)));
    const { differing, unexplained } = await this.rows.differing(
      instances.map((instance) => ({ ...compared(instance), ...(this.isFailing(instance) && { state: 'failing' }) })),
      SETTLED,
    );
    const names = new Set(instances.map(({ name }) => name));
    const prepared = new Set(differing.filter(isPrepared).map(containerName));
    for (const ref of routed) if (!names.has(containerName(ref))) this.routeTo(ref, null);
    for (const instance of instances) {
      const ref = unexplained.has(instance.name) ? null : refOf(instance);
      if (ref) this.routeTo(ref, instance, prepared.has(instance.name));
    }
    return { instances, differing, unexplained };
  }

  /** All that only changes rows in one statement for each kind, the others one by one. */
  private async correctEach(rows: readonly RowState[], failures: unknown[]): Promise<void> {
    if (rows.length === 0) return;
    // Newer than the rows: what was created or started between the first list and their reading is in it.
    const instances = new Map((await this.runtime.list()).map((instance) => [instance.name, instance]));
    const gone: RowState[] = [];
    const ended: (RowState & { readonly status: 'paused' | 'stopped' })[] = [];
    for (const row of rows) {
      const instance = instances.get(containerName(row)) ?? null;
      const correction = reconcile(row, instance, instance !== null && this.isFailing(instance));
      if (this.operations.isBusy(row)) continue;
      if (correction.kind === 'absent') gone.push(row);
      else if (correction.kind === 'rests' && instance?.id === row.containerId) {
        ended.push({ ...row, status: correction.status });
      } else {
        // One container that cannot be inspected must not keep the others uncorrected.
        await this.correct(row, correction).catch((error: unknown) => failures.push(error));
      }
    }
    await this.rows.markGone(gone);
    await this.rows.markEnded(ended);
  }

  private async correct(row: RowState, correction: Correction): Promise<void> {
    if (correction.kind === 'none' || this.operations.isBusy(row)) return;
    if (correction.kind === 'perform') {
      if (row.intent && startsContainer(row.intent) && !this.catalogue.has(row.type)) return await this.giveUp(row);
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

  /** Its template was removed while it waited or started: it would keep its place for ever, which others wait for. */
  private async giveUp(row: RowState): Promise<void> {
    await this.operations.ifFree(row, 'check', async () => {
      if ((await this.rows.stateOf(row))?.intent !== row.intent) return;
      const failure = await failureOf(this.catalogue.unknown(row.type), 'queued', () => Promise.resolve([]));
      await this.rows.markFailed(row, failure, undefined);
    });
  }

  /** In the background: a launch takes as long as its application. */
  private perform(ref: RowState, intent: Intent): void {
    const isDue = async (): Promise<boolean> => {
      const row = await this.rows.stateOf(ref);
      if (!row) return false;
      const [, still] = await this.inspect(row);
      if (still.kind !== 'perform' || still.intent !== intent) return false;
      // It runs already.
      if (!row.intent) await this.admission.reserve(row);
      return true;
    };
    this.operations.submitIfFree(ref, intent, isDue).catch((error: unknown) => {
      this.logger.warn(`could not ${intent} ${containerName(ref)}: ${(error as Error).message}`);
      // Started outside Spawner: a blocked person's container that was stopped stays so, and would be refused at each tick.
      if (!ref.intent && toAppError(error).code === 'account_blocked') this.ownerContainers.begin([ref], 'stop');
    });
  }

  private async inspect(row: RowState): Promise<[Instance | null, Correction]> {
    const instance = await this.runtime.inspect(containerName(row));
    return [instance, reconcile(row, instance, instance !== null && this.isFailing(instance))];
  }

  private async markPlaces(instances: readonly Instance[]): Promise<void> {
    if (this.runtime.capabilities.machines) await this.rows.markPlaces(instances);
  }

  private isFailing(instance: Instance): boolean {
    return this.crashLoops.isFailing(instance, this.clock.now());
  }

  private async stopFailing(ref: ContainerRef, instance: Instance): Promise<void> {
    const failure = await failureOf(reasonOfEnd(instance), 'running', () => this.runtime.logs(instance.name, 30));
    this.gateway.rest(ref);
    await this.runtime.stop(instance.name);
    await this.rows.markFailed(ref, failure, instance);
  }

  /**
   * Every process has a gateway of its own to keep in step.
   * @param isOnlyPrepared visitors wait for a launch: what they did in it would be put back as unused
   */
  private routeTo(ref: ContainerRef, instance: Instance | null, isOnlyPrepared = false): void {
    if (this.operations.isBusy(ref)) return;
    if (!instance) this.gateway.close(ref);
    else if (isOnlyPrepared) this.gateway.rest(ref);
    else if (instance.state === 'running') this.gateway.serve(ref, instance);
    else if (instance.waitsFor?.kind === 'node') this.gateway.lose(ref, instance.waitsFor.name);
    else if (instance.state === 'restarting') this.gateway.interrupt(ref);
    else this.gateway.rest(ref);
  }
}

const compared = (instance: Instance) => ({
  name: instance.name,
  ref: refOf(instance),
  id: instance.id,
  state: instance.state as string,
});

const isPrepared = ({ intent }: RowState): boolean => intent === 'put_back' || intent === 'put_back_volumes';

/** Null where the name and the labels do not belong together: it was renamed by hand. */
function refOf(instance: Instance): ContainerRef | null {
  const ref = parseContainerName(instance.name);
  return ref && formatKey(ref) === formatKey(instance) ? ref : null;
}
