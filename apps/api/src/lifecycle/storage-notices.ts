import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import { type ContainerRef, formatKey } from '../container-ref/container-ref.js';
import { OperationSchedule } from '../containers/operations/schedule.js';
import { OVERDUE, WRITE_NOTICES } from '../containers/storage-limits.queries.js';

const CHECK_MS = 60_000;
/** From the notice to the stop, and from each later launch. */
const TIME_MS = 30 * 60_000;

/**
 * Says on the cards of people who store nearly as much as they may, or more, and stops the containers of those who store
 * far more. They can be launched again for the same time: how else would anybody tidy up?
 */
@Injectable()
export class StorageNotices implements OnApplicationBootstrap {
  constructor(
    private readonly source: DataSource,
    private readonly operations: OperationSchedule,
    private readonly clock: Clock,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    this.loops.every(CHECK_MS, 'comparing storage with its limits', () => this.check());
  }

  async check(): Promise<void> {
    const now = this.clock.now();
    await this.source.query(WRITE_NOTICES, [new Date(now.getTime() + TIME_MS).toISOString()]);
    const failures: unknown[] = [];
    for (const ref of await this.overdue(now)) {
      // One that cannot be stopped must not keep the others running.
      await this.operations
        .submitIfFree(ref, 'storage_stop', () => this.isOverdue(ref))
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures);
  }

  private overdue(at: Date): Promise<ContainerRef[]> {
    return this.source.query<ContainerRef[]>(OVERDUE, [at.toISOString()]);
  }

  /** It may have been launched again since. */
  private async isOverdue(ref: ContainerRef): Promise<boolean> {
    const overdue = await this.overdue(this.clock.now());
    return overdue.some((each) => formatKey(each) === formatKey(ref));
  }
}
