import { Injectable, Logger } from '@nestjs/common';
import { SERVICE_PORT } from '@spawner/engine';
import { unlessAborted } from '../../background/unless-aborted.js';
import { Settings } from '../../config/settings.js';
import { containerName, type ContainerRef, type Owner } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { toAppError } from '../../errors/problem.js';
import { Gateway } from '../../gateway/gateway.js';
import { ContainerRuntime, type Instance, type InstanceSpec } from '../../runtime/container-runtime.js';
import { ImageStore } from '../../runtime/image-store.js';
import { instanceSpec } from '../../runtime/instance-spec.js';
import { RuntimeHealth } from '../../runtime/runtime-health.js';
import type { Template } from '../../templates/template.js';
import { UsersService } from '../../users/users.service.js';
import type { Intent } from '../operations/intent.js';
import { UserContainerRepository } from '../user-container.repository.js';
import { reasonOfExit, watchForExit } from './exit-watch.js';
import { failureOf } from './failure-of.js';
import type { LaunchTracker } from './launch-progress.js';
import { LaunchProgressStore } from './launch-progress-store.js';
import { LaunchQueue } from './launch-queue.js';

/** A turn in the queue ends at the latest this long after the start, so that slow applications hold up nobody. */
const TURN_AFTER_START_MS = 5000;

/** One launch on its way. The signal calls it off; what the runtime is doing at that moment still finishes. */
interface Launch {
  readonly route: ContainerRef;
  readonly tracker: LaunchTracker;
  readonly signal: AbortSignal;
}

/** Brings a user's card to "running". */
@Injectable()
export class Launcher {
  private readonly logger = new Logger(Launcher.name);
  private readonly queue: LaunchQueue;

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly users: UsersService,
    private readonly runtime: ContainerRuntime,
    private readonly images: ImageStore,
    private readonly gateway: Gateway,
    private readonly health: RuntimeHealth,
    private readonly board: LaunchProgressStore,
    private readonly settings: Settings,
  ) {
    this.queue = new LaunchQueue(settings.launch.concurrency);
  }

  /** Answers with the container's id once its page can be opened. */
  async launch(owner: Owner, template: Template, intent: Intent, signal: AbortSignal): Promise<string> {
    const route = { ...owner, type: template.type };
    const running = await this.rows.touchRunning(route);
    if (running?.containerId && (await this.gateway.answers(route))) return running.containerId;
    this.health.away.throwIfAborted();

    const tracker = this.board.begin(route);
    try {
      return await this.track(this.specOf(route, template), intent, { route, tracker, signal });
    } finally {
      this.board.end(route);
    }
  }

  private async track(spec: InstanceSpec, intent: Intent, flight: Launch): Promise<string> {
    const { route, tracker, signal } = flight;
    const remembered = (await this.rows.markStarting(route, intent, spec.template.image)) !== null;
    try {
      const instance = await this.whileRuntimeAnswers(flight, (answered) => this.bring(spec, remembered, answered));
      await Promise.all([
        this.rows.markRunning(instance, instance.address?.port ?? SERVICE_PORT, tracker.finish()),
        this.users.markActive(route.userId),
      ]);
      return instance.id;
    } catch (error) {
      // Called off: whatever was asked for instead writes the row.
      if (!signal.aborted) await this.settle(spec.name, flight, error);
      throw error;
    }
  }

  /** A runtime that stops answering would keep everybody waiting for its deadlines. */
  private async whileRuntimeAnswers<T>(flight: Launch, work: (flight: Launch) => Promise<T>): Promise<T> {
    const given = new AbortController();
    try {
      const signal = AbortSignal.any([flight.signal, given.signal]);
      return await unlessAborted(this.health.away, work({ ...flight, signal }));
    } catch (error) {
      given.abort(error);
      throw error;
    }
  }

  /** Creating comes first and asks for the image only when it is missing: the common launch pays for no look. */
  private async bring(spec: InstanceSpec, remembered: boolean, flight: Launch): Promise<Instance> {
    try {
      return await this.inTurn(spec, remembered, flight);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'image_missing')) throw error;
    }
    const { tracker, signal } = flight;
    tracker.turnTo('image');
    // Called off, the image goes on by itself: the next launch will want it too.
    await unlessAborted(
      signal,
      this.images.prepare(spec.template, (progress) => {
        if (!signal.aborted) tracker.image(progress);
      }),
    );
    return this.inTurn(spec, false, flight);
  }

  /** Creating adopts what is there; looking first only spares the common restart a refused create. */
  private async inTurn(spec: InstanceSpec, remembered: boolean, flight: Launch): Promise<Instance> {
    const { tracker, signal } = flight;
    const endTurn = await this.queue.enter((position) => {
      tracker.queued(position);
    }, signal);
    try {
      tracker.enter('create');
      const there = remembered ? await this.runtime.inspect(spec.name) : null;
      const found = there ?? (await this.runtime.create(spec));
      signal.throwIfAborted();
      tracker.enter('start');
      const started = found.state === 'running' ? found : await this.runtime.start(found);
      const patience = setTimeout(endTurn, TURN_AFTER_START_MS);
      await this.open(started, flight).finally(() => {
        clearTimeout(patience);
      });
      return started;
    } finally {
      endTurn();
    }
  }

  private async open(instance: Instance, { route, tracker, signal }: Launch): Promise<void> {
    // It may have ended before anybody could ask for its address.
    const ended = reasonOfExit(instance);
    if (ended) throw ended;
    const exit = watchForExit(this.runtime, instance.name);
    try {
      await this.gateway.open(route, instance, {
        onPhase: (phase) => {
          if (tracker.phase !== phase) tracker.enter(phase);
        },
        seconds: this.settings.launch.readySeconds,
        signal: AbortSignal.any([exit.signal, signal]),
      });
    } finally {
      exit.stop();
    }
  }

  /** Writes down why it failed, with the log's tail, for the card to show. */
  private async settle(name: string, { route, tracker }: Launch, error: unknown): Promise<void> {
    const reason = toAppError(error);
    this.logger.warn(`launch of ${name} failed while in phase ${tracker.phase}: ${reason.message}`);
    try {
      // A runtime that does not answer would only keep the card waiting.
      const there = reason.code !== 'runtime_unreachable';
      const instance = there ? await this.runtime.inspect(name).catch(() => undefined) : undefined;
      const failure = await failureOf(reason, tracker.phase, async () => (there ? this.runtime.logs(name, 30) : []));
      await this.rows.markFailed(route, failure, instance);
      // Its restart policy would start it over and over.
      if (reason.code === 'container_exited' || reason.code === 'out_of_memory') await this.runtime.stop(name);
    } catch (settling) {
      this.logger.error({ err: settling }, `could not record the failed launch of ${name}`);
    }
  }

  private specOf(route: ContainerRef, template: Template): InstanceSpec {
    const { userId, slug, type } = route;
    return instanceSpec(template, this.settings.limits, {
      userId,
      name: containerName(route),
      environment: {
        USER_ID: String(userId),
        USER_SLUG: slug,
        CONTAINER_TYPE: type,
        BASE_PATH: this.gateway.prefixOf(route),
      },
      labels: this.gateway.labels(route),
    });
  }
}
