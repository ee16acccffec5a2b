import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { named } from '../../common/problem.filter.js';
import { Settings } from '../../config/settings.js';
import { Gateway, pathOf, type ServiceRoute } from '../../gateway/gateway.js';
import { ContainerRuntime, type Instance, type InstanceSpec } from '../../runtime/container-runtime.js';
import { SERVICE_PORT, type Template } from '../../templates/template.js';
import { UsersService } from '../../users/users.service.js';
import { type Owner, instanceName } from '../owner.js';
import { UserContainerRepository } from '../user-container.repository.js';
import { reasonOfExit, watchForExit } from './exit-watch.js';
import { failureOf } from './failure-of.js';
import { LaunchQueue } from './launch-queue.js';
import { LaunchTracker } from './launch-progress.js';

/** A turn in the queue ends at the latest this long after the start, so that slow applications hold up nobody. */
const TURN_AFTER_START_MS = 5000;

/** One launch on its way. The signal calls it off; what the runtime is doing at that moment still finishes. */
interface Flight {
  readonly route: ServiceRoute;
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
    private readonly gateway: Gateway,
    private readonly settings: Settings,
  ) {
    this.queue = new LaunchQueue(settings.launch.concurrency);
  }

  /** Answers with the container's id once its page can be opened. */
  async launch(owner: Owner, template: Template, tracker: LaunchTracker, signal: AbortSignal): Promise<string> {
    const route = { ...owner, type: template.type };
    const running = await this.rows.touchRunning(route);
    if (running?.containerId && (await this.gateway.answers(route))) return running.containerId;

    const spec = this.specOf(route, template);
    const remembered = (await this.rows.markStarting(route, template.image)) !== null;
    try {
      const instance = await this.bring(spec, remembered, { route, tracker, signal });
      await Promise.all([
        this.rows.markRunning(instance, instance.address?.port ?? SERVICE_PORT),
        this.users.markActive(owner.userId),
      ]);
      return instance.id;
    } catch (error) {
      // Called off: whatever was asked for instead writes the row.
      if (!signal.aborted) await this.settle(spec.name, route, tracker, error);
      throw error;
    }
  }

  /** Creating comes first and asks for the image only when it is missing: the common launch pays for no look. */
  private async bring(spec: InstanceSpec, remembered: boolean, flight: Flight): Promise<Instance> {
    try {
      return await this.inTurn(spec, remembered, flight);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'image_missing')) throw error;
    }
    const { tracker, signal } = flight;
    tracker.enter('image');
    await this.runtime.prepareImage(spec.template, (progress) => {
      tracker.image(progress);
    });
    signal.throwIfAborted();
    return this.inTurn(spec, false, flight);
  }

  /** Creating adopts what is there; looking first only spares the common restart a refused create. */
  private async inTurn(spec: InstanceSpec, remembered: boolean, flight: Flight): Promise<Instance> {
    const { tracker, signal } = flight;
    const endTurn = await this.queue.enter((position) => {
      tracker.queued(position);
    });
    try {
      signal.throwIfAborted();
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

  private async open(instance: Instance, { route, tracker, signal }: Flight): Promise<void> {
    const { memoryBytes } = this.settings.limits;
    // It may have ended before anybody could ask for its address.
    const ended = reasonOfExit(instance, memoryBytes);
    if (ended) throw ended;
    const exit = watchForExit(this.runtime, instance.name, memoryBytes);
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
  private async settle(name: string, route: ServiceRoute, tracker: LaunchTracker, error: unknown): Promise<void> {
    const reason = named(error);
    this.logger.warn(`launch of ${name} failed while in phase ${tracker.phase}: ${reason.message}`);
    try {
      const instance = await this.runtime.inspect(name).catch(() => null);
      const failure = await failureOf(reason, tracker.phase, () => this.runtime.logs(name, 30));
      await this.rows.markFailed(route, instance, failure);
      // Its restart policy would start it over and over.
      if (reason.code === 'container_exited' || reason.code === 'out_of_memory') await this.runtime.stop(name);
    } catch (settling) {
      this.logger.error({ err: settling }, `could not record the failed launch of ${name}`);
    }
  }

  private specOf(route: ServiceRoute, template: Template): InstanceSpec {
    const { userId, slug, type } = route;
    return {
      userId,
      type,
      slug,
      template,
      name: instanceName(route),
      environment: { USER_ID: String(userId), USER_SLUG: slug, CONTAINER_TYPE: type, BASE_PATH: pathOf(route) },
      labels: this.gateway.labels(route),
    };
  }
}
