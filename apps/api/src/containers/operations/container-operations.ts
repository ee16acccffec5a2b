import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { RestReason } from '@spawner/contracts';
import { unlessAborted } from '../../background/unless-aborted.js';
import {
  type ContainerKey,
  containerName,
  type ContainerRef,
  formatKey,
  type Owner,
} from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { Gateway } from '../../gateway/gateway.js';
import { ContainerRuntime } from '../../runtime/container-runtime.js';
import { RuntimeHealth } from '../../runtime/runtime-health.js';
import { VolumeStore } from '../../runtime/volume-store.js';
import type { Template } from '../../templates/template.js';
import { Launcher } from '../launch/launcher.js';
import { UserContainerRepository } from '../user-container.repository.js';
import { type ContainerLock, ContainerLocks } from './container-locks.js';
import type { Intent } from './intent.js';
import { OperationQueue } from './operation-queue.js';

/** What is under way when the process shall end has this long; what is left then is taken up by the next one. */
const SHUTDOWN_MS = 6000;

/** Everything that can be done to a card. Each has one lane, in which its operations follow each other. */
@Injectable()
export class ContainerOperations implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly lanes = new Map<string, OperationQueue>();
  private closing = false;
  private ending: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly launcher: Launcher,
    private readonly runtime: ContainerRuntime,
    private readonly volumes: VolumeStore,
    private readonly health: RuntimeHealth,
    private readonly gateway: Gateway,
    private readonly locks: ContainerLocks,
  ) {
    locks.onWanted((key, intent) => {
      this.lanes.get(formatKey(key))?.giveWay(intent);
    });
  }

  /** Answers with the container's id once its page can be opened. */
  launch(owner: Owner, template: Template): Promise<string> {
    return this.submit(owner, template, 'launch') as Promise<string>;
  }

  /** Answers with the id of the container that is stopped now; null when there is none. */
  stop(owner: Owner, template: Template): Promise<string | null> {
    return this.submit(owner, template, 'stop');
  }

  restart(owner: Owner, template: Template): Promise<string> {
    return this.submit(owner, template, 'restart') as Promise<string>;
  }

  /** A new container from the current image; what it keeps stays. */
  recreate(owner: Owner, template: Template): Promise<string> {
    return this.submit(owner, template, 'recreate') as Promise<string>;
  }

  async remove(owner: Owner, template: Template): Promise<void> {
    await this.submit(owner, template, 'remove');
  }

  /** With everything it has kept. */
  async delete(owner: Owner, template: Template): Promise<void> {
    await this.submit(owner, template, 'delete');
  }

  /**
   * What nobody asked for here: a rest that is due, or what a process that is gone has left undone. Done where the card is
   * free and `stillDue` says so, else left alone; whatever somebody asks for meanwhile comes after it.
   */
  async performIfFree(
    owner: Owner,
    template: Template,
    intent: Intent,
    stillDue: () => Promise<boolean>,
  ): Promise<void> {
    await this.ifFree({ ...owner, type: template.type }, intent, async (signal) =>
      (await stillDue()) ? this.perform(owner, template, intent, signal) : null,
    );
  }

  /** Something quick with a card that nobody works on, here or in another process; null where somebody does. */
  async ifFree<T>(
    key: ContainerKey,
    intent: Intent | 'look',
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | null> {
    if (this.closing || this.isBusy(key)) return null;
    const hold = await this.locks.tryHold(key);
    if (!hold) return null;
    if (this.isBusy(key)) {
      // Somebody came while we asked, and goes first.
      hold.release();
      return null;
    }
    return this.laneOf(key).submit(intent, (signal) => underHold(hold, signal, work));
  }

  /** True while something is being done to the card that will write its row by itself. */
  isBusy(key: ContainerKey): boolean {
    return this.lanes.get(formatKey(key))?.idle === false;
  }

  /** At once: other modules may take their time before it is our turn to be waited for. */
  onModuleDestroy(): void {
    this.closing = true;
    this.ending = this.end();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.ending;
  }

  private async end(): Promise<void> {
    const lanes = [...this.lanes.values()];
    const settled = Promise.allSettled(lanes.map((lane) => lane.settled()));
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref())]);
    for (const lane of lanes) lane.callOff(new AppError('shutting_down'));
  }

  private submit(owner: Owner, template: Template, intent: Intent): Promise<string | null> {
    if (this.closing) throw new AppError('shutting_down');
    const key = { userId: owner.userId, type: template.type };
    return this.laneOf(key).submit(intent, async (signal) => {
      const hold = await this.locks.hold(key, intent, signal);
      return underHold(hold, signal, (under) => this.perform(owner, template, intent, under));
    });
  }

  /** The whole of an intent, from wherever the card is. Answers with the id of the container that is there now. */
  private async perform(owner: Owner, template: Template, intent: Intent, signal: AbortSignal): Promise<string | null> {
    const route = { ...owner, type: template.type };
    switch (intent) {
      case 'launch':
        return this.launcher.launch(owner, template, intent, signal);
      case 'stop':
        return this.stopping(route, intent, 'asked');
      case 'restart':
        await this.stopping(route, intent, 'asked');
        signal.throwIfAborted();
        return this.launcher.launch(owner, template, intent, signal);
      case 'recreate':
        await this.removing(route, intent, null);
        signal.throwIfAborted();
        return this.launcher.launch(owner, template, intent, signal);
      case 'remove':
        return this.removing(route, intent, null);
      case 'delete':
        await this.removing(route, intent, null);
        await this.volumes.remove(route);
        await this.rows.markKept(route, []);
        return null;
      case 'pause':
        return this.pausing(route);
      case 'doze':
        return this.stopping(route, intent, 'idle');
      case 'retire':
        return this.removing(route, intent, 'idle');
    }
  }

  private laneOf(key: ContainerKey): OperationQueue {
    const name = formatKey(key);
    let lane = this.lanes.get(name);
    if (!lane) {
      lane = new OperationQueue(() => this.lanes.delete(name));
      this.lanes.set(name, lane);
    }
    return lane;
  }

  private async stopping(route: ContainerRef, intent: Intent, why: RestReason): Promise<string | null> {
    await this.begin(route, intent);
    await unlessAborted(this.health.away, this.runtime.stop(containerName(route)));
    return this.settle(route, 'stopped', why);
  }

  private async pausing(route: ContainerRef): Promise<string | null> {
    await this.begin(route, 'pause');
    // First, so that a request in this very moment waits for the card instead of hanging in a frozen container.
    this.gateway.rest(route);
    await unlessAborted(this.health.away, this.runtime.pause(containerName(route)));
    return this.settle(route, 'paused', 'idle');
  }

  private async removing(route: ContainerRef, intent: Intent, why: RestReason | null): Promise<null> {
    await this.begin(route, intent);
    await unlessAborted(this.health.away, this.runtime.remove(containerName(route)));
    this.gateway.close(route);
    await this.rows.markAbsent(route, why);
    return null;
  }

  private async begin(route: ContainerRef, intent: Intent): Promise<void> {
    this.health.away.throwIfAborted();
    await this.rows.markStopping(route, intent);
  }

  /** Looks at what is left, and remembers it. */
  private async settle(route: ContainerRef, status: 'paused' | 'stopped', why: RestReason): Promise<string | null> {
    const left = await this.runtime.inspect(containerName(route));
    if (!left) {
      this.gateway.close(route);
      await this.rows.markAbsent(route, null);
      return null;
    }
    this.gateway.rest(route);
    await this.rows.markResting(left, status === 'paused' && left.state !== 'paused' ? 'stopped' : status, why);
    return left.id;
  }
}

async function underHold<T>(
  hold: ContainerLock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    signal.throwIfAborted();
    return await work(AbortSignal.any([signal, hold.lost]));
  } finally {
    hold.release();
  }
}
