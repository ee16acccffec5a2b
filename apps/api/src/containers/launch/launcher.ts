import { Injectable, Logger } from '@nestjs/common';
import type { ErrorCode } from '@spawner/contracts';
import { unlessAborted } from '../../background/unless-aborted.js';
import { Settings } from '../../config/settings.js';
import type { ContainerRef } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { toAppError } from '../../errors/problem.js';
import { Gateway } from '../../gateway/gateway.js';
import { ContainerRuntime, type Instance, type InstanceSpec } from '../../runtime/container-runtime.js';
import { instanceSpec } from '../../runtime/instance-spec.js';
import { RuntimeHealth } from '../../runtime/runtime-health.js';
import type { Readiness, Template } from '../../templates/template.js';
import { UsersService } from '../../users/users.service.js';
import { Admission, type Entry, type Found, type Lane } from '../admission/admission.js';
import { failureOf, isForGood } from '../failure.js';
import type { Intent } from '../intent.js';
import { UserContainerRepository } from '../user-container.repository.js';
import { BeforeStart } from './before-start.js';
import { reasonOfExit, watchForExit } from './exit-watch.js';
import { waitUntilHealthy } from './health-wait.js';
import { ImagePreparation } from './image-preparation.js';
import { LaunchTracker } from './launch-progress.js';
import { LaunchProgressStore } from './launch-progress-store.js';
import { LaunchQueue } from './launch-queue.js';

/** A turn in the queue ends this long after the start at the latest, so that a slow application does not block the queue. */
const TURN_AFTER_START_MS = 5000;

const UNREACHABLE: readonly ErrorCode[] = ['not_routed', 'not_listening', 'not_ready', 'runtime_failed'];

/** A launch in progress. The signal ends it; a call of the runtime that is in progress then still finishes. */
interface Launch {
  readonly ref: ContainerRef;
  readonly template: Template;
  /** In which it waits for its place on the server and for its turn. */
  readonly lane: Lane;
  readonly tracker: LaunchTracker;
  readonly signal: AbortSignal;
}

/** Brings a container to "running", from whatever state it is in. */
@Injectable()
export class Launcher {
  private readonly logger = new Logger(Launcher.name);
  private readonly queue: LaunchQueue;
  /** Preparations start their containers one after another: a click that comes meanwhile finds the engine nearly free. */
  private readonly preparations = new LaunchQueue(1);

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly users: UsersService,
    private readonly runtime: ContainerRuntime,
    private readonly images: ImagePreparation,
    private readonly gateway: Gateway,
    private readonly health: RuntimeHealth,
    private readonly progress: LaunchProgressStore,
    private readonly admission: Admission,
    private readonly beforeStart: BeforeStart,
    private readonly settings: Settings,
  ) {
    this.queue = new LaunchQueue(settings.launch.concurrency);
  }

  /** Gives the container's id once its page can be opened. */
  async launch({ ref, template, signal, lane }: Omit<Launch, 'tracker'>, intent: Intent): Promise<string> {
    const running = await this.rows.touchRunning(ref);
    if (running?.containerId && (await this.gateway.answers(ref, template.ready.path ?? '/')))
      return running.containerId;
    this.health.away.throwIfAborted();

    const tracker = this.progress.begin(ref);
    try {
      return await this.track(this.specOf(ref, template), { ref, template, intent, lane, tracker, signal });
    } finally {
      this.progress.end(ref);
    }
  }

  /** The next launch would have its turn at once. */
  get hasRoom(): boolean {
    return !this.queue.full && !this.health.awaySince;
  }

  /** Resolves while nobody launches. */
  quiet(signal: AbortSignal): Promise<void> {
    return this.queue.quiet(signal);
  }

  /**
   * Brings a container that does not run to where a launch of it takes milliseconds: ready, and paused so that it costs no
   * CPU. Nobody sees it, and every step waits until nobody launches.
   */
  async prepare(ref: ContainerRef, template: Template, signal: AbortSignal): Promise<void> {
    this.health.away.throwIfAborted();
    const launch = { ref, template, lane: null, tracker: new LaunchTracker(), signal };
    await this.whileRuntimeAnswers(launch, (answered) => this.prepareInTurn(this.specOf(ref, template), answered));
  }

  private async prepareInTurn(spec: InstanceSpec, launch: Launch): Promise<void> {
    const { signal } = launch;
    const endTurn = await this.preparations.enter(launch.lane, () => undefined, signal);
    try {
      await this.quiet(signal);
      const found = (await this.runtime.inspect(spec.name)) ?? (await this.runtime.create(spec));
      await this.quiet(signal);
      const started = await this.runtime.start(found);
      endTurn();
      await this.open(started, launch, 'ready');
    } finally {
      endTurn();
    }
    await this.quiet(signal);
    await this.runtime.pause(spec.name);
  }

  private async track(spec: InstanceSpec, launch: Launch & Entry): Promise<string> {
    const { ref, tracker, signal } = launch;
    const { admitted, ...found } = await this.admission.ask(launch).catch(async (error: unknown) => {
      // Of a launch that was begun before: its intent would have it tried for ever, and keep its place in the line.
      const isBegun = (await this.rows.find(ref))?.intent === launch.intent;
      if (isBegun && !signal.aborted) await this.settle(spec.name, launch, { error, ranBefore: false });
      throw error;
    });
    try {
      if (!admitted) await this.admission.turn(launch);
      const instance = await this.whileRuntimeAnswers(launch, (answered) => this.create(spec, found, answered));
      await Promise.all([this.rows.markRunning(instance, tracker.finish()), this.users.markActive(ref.userId)]);
      return instance.id;
    } catch (error) {
      // Superseded: the next operation writes the row. At the end of the process: the next one goes on.
      const isLast = error instanceof AppError && error.code === 'shutting_down';
      // Which would not know that it ran before.
      if (isLast && found.ranBefore) await this.rows.markRunsOn(ref).catch(() => undefined);
      if (!isLast && !signal.aborted) await this.settle(spec.name, launch, { error, ranBefore: found.ranBefore });
      throw error;
    }
  }

  /** Without this a launch would wait for the deadlines of a runtime that has stopped answering. */
  private async whileRuntimeAnswers<T>(launch: Launch, work: (launch: Launch) => Promise<T>): Promise<T> {
    const ended = new AbortController();
    try {
      const signal = AbortSignal.any([launch.signal, ended.signal]);
      return await unlessAborted(this.health.away, work({ ...launch, signal }));
    } catch (error) {
      ended.abort(error);
      throw error;
    }
  }

  /** Creates first and prepares the image only where it is missing: a common launch saves one call of the runtime. */
  private async create(spec: InstanceSpec, before: Found, launch: Launch): Promise<Instance> {
    try {
      return await this.inTurn(spec, before, launch);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'image_missing')) throw error;
    }
    const { tracker, signal } = launch;
    tracker.turnTo('image');
    // A superseded launch leaves the image being prepared: the next launch needs it too.
    await unlessAborted(
      signal,
      this.images.prepare(spec.template, (progress) => {
        if (!signal.aborted) tracker.image(progress);
      }),
    );
    return this.inTurn(spec, { ...before, existed: false }, launch);
  }

  /** `create` adopts a container that is there; the inspection first only saves a common restart a refused create. */
  private async inTurn(spec: InstanceSpec, { existed, isFirst, material }: Found, launch: Launch): Promise<Instance> {
    const { ref, lane, tracker, signal } = launch;
    const endTurn = await this.queue.enter(
      lane,
      (position) => {
        tracker.queued(position);
      },
      signal,
    );
    try {
      tracker.enter('create');
      const adopted = existed ? await this.runtime.inspect(spec.name) : null;
      const found = adopted ?? (await this.runtime.create(spec, isFirst));
      signal.throwIfAborted();
      if (material) await this.beforeStart.run(ref);
      tracker.enter('start');
      const started = found.state === 'running' && found.address ? found : await this.runtime.start(found);
      const turnLimit = setTimeout(endTurn, TURN_AFTER_START_MS);
      await this.open(started, launch)
        .catch(async (error: unknown) => {
          throw (await this.isUnreachable(error, started, spec))
            ? new AppError('container_outdated', {}, { cause: error })
            : error;
        })
        .finally(() => {
          clearTimeout(turnLimit);
        });
      return started;
    } finally {
      endTurn();
    }
  }

  /** @param how `ready` leaves it closed to visitors */
  private async open(
    instance: Instance,
    { ref, template, tracker, signal }: Launch,
    how: 'open' | 'ready' = 'open',
  ): Promise<void> {
    // It may have ended before its first inspection.
    const ended = reasonOfExit(instance);
    if (ended) throw ended;
    const exit = watchForExit(this.runtime, instance.name);
    const watched = AbortSignal.any([exit.signal, signal]);
    const { ready, health } = template;
    try {
      if (health) {
        tracker.enter('ready', waitingFor('HEALTHCHECK', ready));
        await waitUntilHealthy(this.runtime, instance.name, ready.seconds, watched);
      }
      await this.gateway[how](ref, instance, {
        onPhase: (phase) => {
          const detail = phase === 'ready' ? waitingFor(`GET ${ready.path ?? '/'}`, ready) : null;
          if (tracker.phase !== phase) tracker.enter(phase, detail);
        },
        ready,
        signal: watched,
      });
    } finally {
      exit.stop();
    }
  }

  /** Labels of an older address or network lead nowhere, whatever the settings say now. */
  private async isUnreachable(error: unknown, { specHash }: Instance, spec: InstanceSpec): Promise<boolean> {
    if (!(error instanceof AppError && UNREACHABLE.includes(error.code))) return false;
    return specHash !== (await this.runtime.specHash(spec));
  }

  /** Stores why it failed, with the end of its log. */
  private async settle(
    name: string,
    { ref, tracker }: Launch,
    { error, ranBefore }: { readonly error: unknown; readonly ranBefore: boolean },
  ): Promise<void> {
    const reason = toAppError(error);
    this.logger.warn(`launch of ${name} failed while in phase ${tracker.phase}: ${reason.message}`);
    try {
      // A runtime that does not answer would only delay the failure.
      const isReachable = reason.code !== 'runtime_unreachable';
      const instance = isReachable ? await this.runtime.inspect(name).catch(() => undefined) : undefined;
      if (ranBefore && (instance === undefined || instance?.state === 'running')) {
        // It may only be busy, and somebody's work is in it. It keeps its place; where it has ended, the comparison finds out.
        await this.rows.markRunsOn(ref);
        return;
      }
      const failure = await failureOf(reason, tracker.phase, async () =>
        isReachable ? this.runtime.logs(name, 30) : [],
      );
      await this.rows.markFailed(ref, { ...failure, steps: tracker.progress.steps }, instance);
      if (!isForGood(reason.code) || instance === null) return;
      // It has no place any more, and nothing else would end it: not a block, no end of a lesson, no limit.
      this.gateway.rest(ref);
      await this.runtime.stop(name);
    } catch (settling) {
      this.logger.error({ err: settling }, `could not record the failed launch of ${name}`);
    }
  }

  /** What the container would be created with now. */
  specOf(ref: ContainerRef, template: Template): InstanceSpec {
    return instanceSpec(template, ref, {
      basePath: this.gateway.prefixOf(ref),
      serviceUrl: this.gateway.urlOf(ref),
      labels: this.gateway.labels(ref, template),
    });
  }
}

/** The same in every language. */
const waitingFor = (what: string, { seconds }: Readiness): string => `${what} (≤ ${String(seconds)} s)`;
