import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';

const EVERY_MS = 3_600_000;
const KEPT_DAYS = 30;

/** Deletes accounts that were refused a month ago. What is left of them is erased as that of every deleted account. */
@Injectable()
export class RefusedSweep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    loops: Loops,
  ) {
    loops.every(EVERY_MS, 'deleting refused accounts', () => this.sweep());
  }

  async sweep(): Promise<void> {
    await this.dataSource.query(
      `UPDATE users SET deleted_at = $1, erase_after = $1, version = version + 1
       WHERE id IN (
         SELECT id FROM users
         WHERE approval = 'refused' AND approval_at < $1::timestamptz - make_interval(days => $2) AND deleted_at IS NULL
         ORDER BY id FOR NO KEY UPDATE
       )`,
      [this.clock.now(), KEPT_DAYS],
    );
  }
}
