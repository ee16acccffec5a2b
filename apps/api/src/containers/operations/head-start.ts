import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { ContainerStatus } from '@spawner/contracts';
import { unlessAborted } from '../../background/unless-aborted.js';
import { Settings } from '../../config/settings.js';
import { containerName, type ContainerRef, formatKey } from '../../container-ref/container-ref.js';
import { Gateway } from '../../gateway/gateway.js';
import { ContainerRuntime } from '../../runtime/container-runtime.js';
import { VolumeStore } from '../../runtime/volume-store.js';
import type { Template } from '../../templates/template.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import { Admission } from '../admission/admission.js';
import type { Intent } from '../intent.js';
import { Launcher } from '../launch/launcher.js';
import { UserContainerRepository } from '../user-container.repository.js';
import { Superseded } from './operation-queue.js';
import { OperationSchedule } from './schedule.js';
import { OperationSteps } from './steps.js';
import { UnusedPreparations } from './unused-preparations.js';

const HOLD_MS = 20_000;
/** A launch of a paused one takes milliseconds already. */
const PREPARED: readonly ContainerStatus[] = ['not_created', 'stopped'];

type PutBack = Extract<Intent, 'put_back' | 'put_back_volumes'>;

/**
 * Prepares a container whose owner is about to launch it, and holds it for a while. It is an operation like others, so a
 * launch supersedes it and finds what it has done; what a killed process leaves, the intent in the row puts back.
 */
@Injectable()
export class HeadStart implements OnModuleDestroy {
  private readonly logger = new Logger(HeadStart.name);
  /** By container: what ends its preparation. */
  private readonly held = new Map<string, { readonly end: AbortController; readonly template: Template }>();
  private readonly unused = new UnusedPreparations(HOLD_MS);
  private closing = false;
  private readonly isOn: boolean;
  /** Each takes memory, and a start of the engine that others may notice. */
  private readonly most: number;

  constructor(
    private readonly operations: OperationSchedule,
    private readonly steps: OperationSteps,
    private readonly launcher: Launcher,
    private readonly admission: Admission,
    private readonly rows: UserContainerRepository,
    private readonly runtime: ContainerRuntime,
    private readonly gateway: Gateway,
    private readonly volumes: VolumeStore,
    private readonly catalogue: TemplateCatalogue,
    { launch }: Settings,
  ) {
    this.isOn = launch.headStart && runtime.capabilities.pause;
    this.most = launch.concurrency;
  }

  /** In the background. Gives whether it begins, or has begun. */
  async prepare(ref: ContainerRef): Promise<boolean> {
    const template = this.catalogue.get(ref.type);
    const key = formatKey(ref);
    if (!this.isOn || !PREPARED.includes((await this.rows.find(ref))?.status ?? 'not_created')) return false;
    if (this.held.has(key)) return true;
    const hasRoom = this.held.size < this.most && this.launcher.hasRoom;
    if (!hasRoom || !this.unused.allow(ref.userId) || this.operations.isBusy(ref)) return false;
    // It takes memory that others may wait for, beside those that are held. Entered before the answer: one that
    // comes at the same moment counts it.
    const others = [...this.held.values()].map((each) => each.template);
    const end = new AbortController();
    this.held.set(key, { end, template });
    const hasPlace = await this.admission.hasRoom(ref, template, others).catch((error: unknown) => {
      this.held.delete(key);
      throw error;
    });
    if (!hasPlace) {
      this.held.delete(key);
      return false;
    }
    const alarm = setTimeout(() => {
      end.abort(new Error('not used in time'));
    }, HOLD_MS);
    this.operations
      .ifFree(ref, 'prepare', (signal) => this.hold(ref, template, signal, end.signal))
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, `could not put ${containerName(ref)} back, this will be repeated`);
      })
      .finally(() => {
        clearTimeout(alarm);
        this.held.delete(key);
      });
    return true;
  }

  /** Otherwise the end of the process would wait for those that are held. */
  onModuleDestroy(): void {
    this.closing = true;
    for (const { end } of this.held.values()) end.abort(new Error('the process ends'));
  }

  /** @param signal aborted when an operation supersedes it, or the lock is lost */
  private async hold(ref: ContainerRef, template: Template, signal: AbortSignal, end: AbortSignal): Promise<void> {
    const over = AbortSignal.any([signal, end]);
    let intent: PutBack | null = null;
    try {
      await this.launcher.quiet(over);
      intent = await this.wayBack(ref, template);
      if (!intent) return;
      over.throwIfAborted();
      await this.rows.markPrepared(ref, intent);
      // Traefik knows it as soon as it runs: a visit has to wait for a launch, or its files would be put back as unused.
      this.gateway.rest(ref);
      await this.launcher.prepare(ref, template, over);
      await unlessAborted(over, new Promise(() => undefined));
    } catch (error) {
      if (!over.aborted) this.logger.log(`could not prepare ${containerName(ref)}: ${(error as Error).message}`);
    }
    // It delays no launch of others, and may still be taken over.
    if (over.aborted && !this.closing) await this.launcher.quiet(signal).catch(() => undefined);
    if (isTakenOver(signal)) {
      this.unused.forget(ref.userId);
    } else if (intent) {
      this.unused.add(ref.userId);
      await this.steps.perform(intent, { ref, signal });
    }
  }

  /** Null where it does not rest as its row says, or volumes of its own would be mixed with those that are made. */
  private async wayBack(ref: ContainerRef, template: Template): Promise<PutBack | null> {
    const row = await this.rows.find(ref);
    const found = await this.runtime.inspect(containerName(ref));
    if (row?.intent) return null;
    if (row?.status === 'stopped') return found?.state === 'exited' || found?.state === 'created' ? 'put_back' : null;
    if ((row && row.status !== 'not_created') || found) return null;
    if (template.volumes.length === 0) return 'put_back';
    const wasWhole = await this.volumes.isWhole();
    const paths = new Set((await this.volumes.list(ref)).map(({ path }) => path));
    if (template.volumes.every((path) => paths.has(path))) return 'put_back';
    // Those that are made are removed again. Files on a machine that does not answer must never be taken for absent.
    const isWhole = wasWhole && (await this.volumes.isWhole());
    const hasRun = row !== null && (row.lastLaunch !== null || row.kept.length > 0);
    return paths.size === 0 && isWhole && !hasRun ? 'put_back_volumes' : null;
  }
}

/** By a launch, or by a process that has the lock now. Whatever else supersedes a preparation finds the container as it was. */
const isTakenOver = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && !(reason instanceof Superseded && reason.by !== 'launch');
