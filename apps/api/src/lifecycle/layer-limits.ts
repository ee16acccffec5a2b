import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Loops } from '../background/loops.js';
import { Rests } from '../background/rests.js';
import { type ContainerRef, parseContainerName } from '../container-ref/container-ref.js';
import { failureOf } from '../containers/failure.js';
import { OperationSchedule } from '../containers/operations/schedule.js';
import { StoredSizes } from '../containers/stored-sizes.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { AppError } from '../errors/app-error.js';
import { Gateway } from '../gateway/gateway.js';
import { ContainerRuntime, type MeasuredInstance } from '../runtime/container-runtime.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';
import type { Template } from '../templates/template.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

const MEASURE_MS = 10 * 60_000;
const REST_FACTOR = 20;
const MIB = 1024 ** 2;

interface Full extends MeasuredInstance {
  readonly ref: ContainerRef;
  readonly template: Template;
}

/**
 * Measures what containers have written outside their volumes, and stops those that have more than their template allows:
 * nothing else keeps one of them from filling the disk of all, and of the database.
 */
@Injectable()
export class LayerLimits implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LayerLimits.name);
  private readonly rests = new Rests(REST_FACTOR);
  private readonly shutdown = new AbortController();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly sizes: StoredSizes,
    private readonly operations: OperationSchedule,
    private readonly runtime: ContainerRuntime,
    private readonly gateway: Gateway,
    private readonly catalogue: TemplateCatalogue,
    private readonly health: RuntimeHealth,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    this.loops.every(MEASURE_MS, 'measuring what containers have written', () => this.measure());
  }

  onModuleDestroy(): void {
    this.shutdown.abort();
  }

  async measure(): Promise<void> {
    if (this.rests.now || this.health.awaySince) return;
    const measured = await this.rests.after(this.runtime.measureLayers(this.shutdown.signal));
    await this.sizes.markLayers(measured);
    const failures: unknown[] = [];
    for (const full of measured.flatMap((instance) => this.fullOnes(instance))) {
      // One that cannot be stopped must not keep the others running.
      await this.stop(full).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures);
  }

  private fullOnes(instance: MeasuredInstance): Full[] {
    const ref = parseContainerName(instance.name);
    if (!ref || !this.catalogue.has(instance.type) || !canWrite(instance)) return [];
    const template = this.catalogue.get(instance.type);
    return instance.layerBytes > template.limits.layerBytes ? [{ ...instance, ref, template }] : [];
  }

  private async stop({ id, name, ref, template, layerBytes }: Full): Promise<void> {
    await this.operations.ifFree(ref, 'check', async () => {
      // It may have been recreated while the others were measured.
      const instance = await this.runtime.inspect(name);
      if (instance?.id !== id || !canWrite(instance)) return;
      const facts = {
        used: Math.round(layerBytes / MIB),
        limit: Math.round(template.limits.layerBytes / MIB),
      };
      const failure = await failureOf(new AppError('layer_full', facts), 'running', () => this.runtime.logs(name, 30));
      this.logger.warn(`stopping ${name}: it has written ${String(facts.used)} MiB outside its volumes`);
      // Before the stop: the engine soon gives the address to another container.
      this.gateway.rest(ref);
      await this.runtime.stop(name);
      await this.rows.markFailed(ref, failure, instance);
    });
  }
}

/** A paused one goes on when its address is opened. */
const canWrite = ({ state }: Pick<MeasuredInstance, 'state'>): boolean =>
  state === 'running' || state === 'paused' || state === 'restarting';
