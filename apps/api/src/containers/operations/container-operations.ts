import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { LaunchProgress } from '@spawner/contracts';
import { AppError } from '../../common/app-error.js';
import { Gateway, type ServiceRoute } from '../../gateway/gateway.js';
import { ContainerRuntime } from '../../runtime/container-runtime.js';
import type { Template } from '../../templates/template.js';
import { LaunchTracker } from '../launch/launch-progress.js';
import { Launcher } from '../launch/launcher.js';
import { instanceName, type Owner } from '../owner.js';
import { UserContainerRepository } from '../user-container.repository.js';
import { Lane } from './lane.js';

const SHUTDOWN_MS = 8000;

/** Everything that can be asked of a card. Each card has one lane, in which its operations follow each other. */
@Injectable()
export class ContainerOperations implements BeforeApplicationShutdown {
  private readonly lanes = new Map<string, Lane>();
  private readonly launches = new Map<string, LaunchTracker>();
  /** Kept here and not in the row, which would go on saying so if this process ended. */
  private readonly stops = new Set<string>();
  private closing = false;

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly launcher: Launcher,
    private readonly runtime: ContainerRuntime,
    private readonly gateway: Gateway,
  ) {}

  /** Answers with the container's id once its page can be opened. */
  launch(owner: Owner, template: Template): Promise<string> {
    return this.submit(owner, template, 'launch', (signal) => this.launching(owner, template, signal));
  }

  /** Answers with the id of the container that is stopped now; null when there is none. */
  stop(owner: Owner, template: Template): Promise<string | null> {
    return this.submit(owner, template, 'stop', () => this.stopping(owner, template));
  }

  restart(owner: Owner, template: Template): Promise<string> {
    return this.submit(owner, template, 'restart', async (signal) => {
      await this.stopping(owner, template);
      signal.throwIfAborted();
      return this.launching(owner, template, signal);
    });
  }

  /** A new container from the current image. */
  recreate(owner: Owner, template: Template): Promise<string> {
    return this.submit(owner, template, 'recreate', async (signal) => {
      await this.removing(owner, template);
      signal.throwIfAborted();
      return this.launching(owner, template, signal);
    });
  }

  remove(owner: Owner, template: Template): Promise<void> {
    return this.submit(owner, template, 'remove', () => this.removing(owner, template));
  }

  /** Null when no launch is under way. */
  progressOf(userId: number, type: string): LaunchProgress | null {
    return this.launches.get(keyOf(userId, type))?.progress ?? null;
  }

  isStopping(userId: number, type: string): boolean {
    return this.stops.has(keyOf(userId, type));
  }

  /** True while something is being done to the card that will write its row by itself. */
  isBusy(userId: number, type: string): boolean {
    return this.lanes.get(keyOf(userId, type))?.idle === false;
  }

  /** What is under way finishes, up to a deadline; what is left is picked up at the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    const settled = Promise.allSettled([...this.lanes.values()].map((lane) => lane.settled()));
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref())]);
  }

  private submit<T>(owner: Owner, { type }: Template, intent: string, work: (signal: AbortSignal) => Promise<T>) {
    if (this.closing) throw new AppError('shutting_down');
    const key = keyOf(owner.userId, type);
    let lane = this.lanes.get(key);
    if (!lane) {
      lane = new Lane(() => this.lanes.delete(key));
      this.lanes.set(key, lane);
    }
    return lane.submit(intent, work);
  }

  private async launching(owner: Owner, template: Template, signal: AbortSignal): Promise<string> {
    const key = keyOf(owner.userId, template.type);
    const tracker = new LaunchTracker();
    this.launches.set(key, tracker);
    try {
      return await this.launcher.launch(owner, template, tracker, signal);
    } finally {
      this.launches.delete(key);
    }
  }

  private stopping(owner: Owner, template: Template): Promise<string | null> {
    return this.goingDown(owner, template, async (route) => {
      await this.runtime.stop(instanceName(route));
      this.gateway.close(route);
      const left = await this.runtime.inspect(instanceName(route));
      if (left) await this.rows.markSeen(left, 'stopped');
      else await this.rows.markAbsent(route);
      return left?.id ?? null;
    });
  }

  private removing(owner: Owner, template: Template): Promise<void> {
    return this.goingDown(owner, template, async (route) => {
      await this.runtime.remove(instanceName(route));
      this.gateway.close(route);
      await this.rows.markAbsent(route);
    });
  }

  private async goingDown<T>(owner: Owner, { type }: Template, work: (route: ServiceRoute) => Promise<T>): Promise<T> {
    const route = { ...owner, type };
    const key = keyOf(owner.userId, type);
    this.stops.add(key);
    try {
      return await work(route);
    } finally {
      this.stops.delete(key);
    }
  }
}

const keyOf = (userId: number, type: string): string => `${String(userId)}/${type}`;
