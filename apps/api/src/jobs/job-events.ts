import { Injectable } from '@nestjs/common';
import type { Job } from '@spawner/contracts';
import { AtMostEvery } from '../background/at-most-every.js';
import { LatestOnly } from '../background/latest-only.js';
import { JobChanges } from './job-changes.js';
import { Jobs } from './jobs.js';

/** A job with a thousand items changes a thousand times. */
const EVERY_MS = 250;

interface Follower {
  readonly send: (job: Job) => void;
  /** Not everything could be read. */
  readonly fail: () => void;
}

/** Tells people how the jobs that they have started go on. */
@Injectable()
export class JobEvents {
  constructor(
    private readonly jobs: Jobs,
    private readonly changes: JobChanges,
  ) {}

  /**
   * Sends the jobs that have not ended, then each one again whenever it changes.
   * @returns what ends it
   */
  follow(userId: number, { send, fail }: Follower): () => void {
    /** Sent, and not ended at that time. */
    const open = new Set<string>();
    const reads = new LatestOnly<string>(async (id) => {
      const row = await this.jobs.findOwn(id, userId);
      if (!row) return;
      if (row.finished_at) open.delete(id);
      else open.add(id);
      send(await this.jobs.answer(row));
    });
    reads.onFailure = fail;
    const paced = new AtMostEvery<string>(EVERY_MS, (id) => {
      reads.request(id);
    });
    const readOpen = (): void => {
      this.jobs.openOf(userId).then((ids) => {
        for (const id of new Set([...open, ...ids])) paced.request(id);
      }, fail);
    };
    readOpen();
    const endChanges = this.changes.subscribe((change) => {
      if (change === 'all') readOpen();
      else if (change.startedBy === userId) paced.request(change.id);
    });
    return () => {
      endChanges();
      paced.stop();
      reads.stop();
    };
  }
}
