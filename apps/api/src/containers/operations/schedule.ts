import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type ContainerKey, type ContainerRef, formatKey } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import type { Lane } from '../admission/admission.js';
import { type Intent, type Outcome, startsContainer } from '../intent.js';
import { type ContainerLock, ContainerLocks } from './container-locks.js';
import { OperationQueue } from './operation-queue.js';
import { OperationSteps } from './steps.js';

/** At shutdown, operations in progress have this long. The next process continues what is left. */
const SHUTDOWN_MS = 6000;

/** When an operation runs: one at a time for each container, in this process by a queue, across processes by a lock. */
@Injectable()
export class OperationSchedule implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly queues = new Map<string, OperationQueue>();
  private closing = false;
  private ending: Promise<void> = Promise.resolve();

  constructor(
    private readonly steps: OperationSteps,
    private readonly locks: ContainerLocks,
    private readonly catalogue: TemplateCatalogue,
  ) {
    locks.onWanted((key, intent) => {
      this.queues.get(formatKey(key))?.giveWay(intent);
    });
  }

  /**
   * Supersedes what is in progress for the container; the same intent joins it.
   * @param lane in which a launch waits where the server is full, or others launch
   * @throws AppError `unknown_type` where it would start a container without a template, `superseded`, `shutting_down`, and
   * what the operation throws
   */
  async submit<I extends Intent>(ref: ContainerRef, intent: I, lane: Lane = 0): Promise<Outcome[I]> {
    if (this.closing) throw new AppError('shutting_down');
    if (startsContainer(intent)) this.catalogue.get(ref.type);
    return this.queueOf(ref).submit(intent, async (signal) => {
      const lock = await this.locks.hold(ref, intent, signal);
      return underLock(lock, signal, (held) => this.steps.perform(intent, { ref, signal: held, lane }));
    });
  }

  /**
   * For operations that no user requested: does it only where the container is free and `isDue`, which runs under
   * the lock, holds. Without its template nothing can be started, but all that is there can be stopped and removed.
   */
  async submitIfFree(ref: ContainerRef, intent: Intent, isDue: () => Promise<boolean>): Promise<void> {
    if (startsContainer(intent) && !this.catalogue.has(ref.type)) return;
    await this.ifFree(ref, intent, async (signal) =>
      (await isDue()) ? this.steps.perform(intent, { ref, signal }) : null,
    );
  }

  /**
   * Does something with a container that no process works on; null where one does. What takes longer than a moment has to
   * end when the signal is aborted: an operation that somebody asks for waits for it.
   */
  async ifFree<T>(
    key: ContainerKey,
    intent: Intent | 'check' | 'prepare' | 'collect',
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | null> {
    if (this.closing || this.isBusy(key)) return null;
    const lock = await this.locks.tryHold(key);
    if (!lock) return null;
    if (this.isBusy(key)) {
      // An operation was submitted while the lock was being taken: it goes first.
      lock.release();
      return null;
    }
    return this.queueOf(key).submit(intent, (signal) => underLock(lock, signal, work));
  }

  /** True while an operation of this process will write the container's row. */
  isBusy(key: ContainerKey): boolean {
    return this.queues.get(formatKey(key))?.idle === false;
  }

  /** In the first phase of the shutdown, because other modules take their time before `beforeApplicationShutdown`. */
  onModuleDestroy(): void {
    this.closing = true;
    this.ending = this.end();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.ending;
  }

  private async end(): Promise<void> {
    const queues = [...this.queues.values()];
    const settled = Promise.allSettled(queues.map((queue) => queue.settled()));
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref())]);
    for (const queue of queues) queue.callOff(new AppError('shutting_down'));
  }

  private queueOf(key: ContainerKey): OperationQueue {
    const name = formatKey(key);
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new OperationQueue(() => this.queues.delete(name));
      this.queues.set(name, queue);
    }
    return queue;
  }
}

async function underLock<T>(
  lock: ContainerLock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    signal.throwIfAborted();
    return await work(AbortSignal.any([signal, lock.lost]));
  } finally {
    lock.release();
  }
}
