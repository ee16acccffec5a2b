import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import { UserDeletions } from '../users/user-deletions.js';

const EVERY_MS = 3_600_000;
const KEPT_DAYS = 30;

/** Deletes accounts that were refused a month ago. What is left of them is erased as that of every deleted account. */
@Injectable()
export class RefusedSweep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly deletions: UserDeletions,
    private readonly clock: Clock,
    loops: Loops,
  ) {
    loops.every(EVERY_MS, 'deleting refused accounts', () => this.sweep());
  }

  async sweep(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const refused = await manager.query<{ id: number }[]>(
        `SELECT id FROM users
         WHERE approval = 'refused' AND approval_at < $1::timestamptz - make_interval(days => $2) AND deleted_at IS NULL
         ORDER BY id FOR NO KEY UPDATE`,
        [this.clock.now(), KEPT_DAYS],
      );
      for (const { id } of refused) await this.deletions.delete(id, { by: null, days: 0 }, manager);
    });
  }
}
