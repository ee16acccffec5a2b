import { setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Loops } from '../background/loops.js';
import { AppError } from '../errors/app-error.js';
import { logCause, toAppError } from '../errors/problem.js';
import { UsersService } from '../users/users.service.js';
import type { ClaimedItem } from './job.js';
import { JobChanges } from './job-changes.js';
import { JobKinds } from './job-kinds.js';
import { JobQueue } from './job-queue.js';

/** A third of the lease. */
const EVERY_MS = 10_000;
/** Items that this process works on at a time, and those that may wait besides. Few, because what a person clicks goes before jobs. */
export const MOST_AT_ONCE = 3;
/** An item that was lost this often with its process may be what ends the process. */
const MOST_ATTEMPTS = 5;
/** What remains after this time is left to the next process. */
const SHUTDOWN_MS = 3000;

/** Places for items of the same kinds: those that may wait for minutes, and the others. */
interface Pool {
  readonly waits: boolean;
  readonly lanes: Set<Promise<void>>;
}

/** Works on the items of all jobs, beside the workers of other processes. */
@Injectable()
export class JobWorker implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobWorker.name);
  /** Two, so that a person is blocked at once while restarts of another job wait for a place on the server. */
  private readonly pools = [false, true].map((waits) => ({ waits, lanes: new Set<Promise<void>>() }));
  private readonly underWay = new Map<ClaimedItem, Promise<void>>();
  private stopped = false;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly queue: JobQueue,
    private readonly kinds: JobKinds,
    private readonly users: UsersService,
    private readonly changes: JobChanges,
    loops: Loops,
  ) {
    loops.every(EVERY_MS, 'working on jobs', () => this.look());
  }

  /** Every kind is registered by then. */
  onApplicationBootstrap(): void {
    this.openLanes();
    this.stopListening = this.changes.subscribe((change) => {
      if (change === 'all' || change.state === 'queued') this.openLanes();
    });
  }

  /** Keeps what this process works on, and takes over what others have lost. */
  async look(): Promise<void> {
    await this.queue.renew([...this.underWay.keys()]);
    this.openLanes();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    this.stopListening();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const deadline = new AbortController();
    await Promise.race([
      Promise.all([...this.pools.flatMap(({ lanes }) => [...lanes]), ...this.underWay.values()]),
      delay(SHUTDOWN_MS, undefined, { signal: deadline.signal }).catch(() => undefined),
    ]);
    deadline.abort();
  }

  private openLanes(): void {
    for (const pool of this.pools) this.openLane(pool);
  }

  private openLane(pool: Pool): void {
    const { lanes } = pool;
    if (this.stopped || lanes.size >= MOST_AT_ONCE) return;
    const lane = this.work(pool)
      .catch((error: unknown) => {
        // The loop looks again.
        this.logger.warn({ err: error }, 'could not read the queue of jobs');
      })
      .finally(() => lanes.delete(lane));
    lanes.add(lane);
  }

  private async work(pool: Pool): Promise<void> {
    while (!this.stopped) {
      const item = await this.queue.claim(this.kinds.names(pool.waits));
      if (!item) return;
      this.openLane(pool);
      await this.place(item);
    }
  }

  /** Until the item is done, or only waits. */
  private async place(item: ClaimedItem): Promise<void> {
    let giveUp: () => void = () => undefined;
    const given = new Promise<void>((resolve) => (giveUp = resolve));
    const attempt = this.attempt(item, giveUp)
      .catch((error: unknown) => {
        // Its lease ends, and it is claimed again.
        this.logger.warn({ err: error }, 'could not store what became of an item of a job');
      })
      .finally(() => this.underWay.delete(item));
    this.underWay.set(item, attempt);
    await Promise.race([attempt, given]);
  }

  private async attempt(item: ClaimedItem, onlyWaits: () => void): Promise<void> {
    try {
      if (item.attempts > MOST_ATTEMPTS) throw new AppError('internal_error');
      await this.checkStarter(item);
      const outcome = await this.kinds.workOf(item.job.kind)(item.target, item.job, onlyWaits);
      if (typeof outcome === 'string') await this.queue.settle(item, outcome);
      else await this.queue.settle(item, 'skipped', outcome.skipped.code, outcome.skipped.facts);
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'database_unavailable' || failure.code === 'shutting_down') await this.queue.release(item);
      else {
        logCause(this.logger, failure, item.job.id);
        await this.queue.settle(item, 'failed', failure.code, failure.facts);
      }
    }
  }

  /** Rights that were taken away since the job was started end it. @throws AppError `forbidden` */
  private async checkStarter({ job }: ClaimedItem): Promise<void> {
    if (job.startedBy === null) return;
    const role = await this.users.roleOf(job.startedBy);
    if (role === null || !this.kinds.allows(job.kind, role)) throw new AppError('forbidden');
  }
}
