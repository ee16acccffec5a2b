import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';

/** Precision of "last seen". */
const PRECISION_MS = 60_000;
const STORE_MS = 10_000;

/** When people last did something here, whatever session they used. Stored for all of them at once, beside the requests. */
@Injectable()
export class LastSeen {
  private readonly noted = new Map<number, number>();
  private waiting = new Set<number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    loops: Loops,
  ) {
    loops.every(STORE_MS, 'storing when people were last seen', () => this.store());
  }

  note(userId: number): void {
    const now = this.clock.now().getTime();
    if (now - (this.noted.get(userId) ?? 0) < PRECISION_MS) return;
    this.noted.set(userId, now);
    this.waiting.add(userId);
  }

  async store(): Promise<void> {
    const now = this.clock.now();
    for (const [id, at] of this.noted) if (now.getTime() - at >= PRECISION_MS) this.noted.delete(id);
    const seen = [...this.waiting];
    if (seen.length === 0) return;
    this.waiting = new Set();
    await this.dataSource.query(
      // Rows that somebody holds are left to the next minute: a statement that waits for one while it holds others would
      // deadlock with an admin's act on these people.
      `UPDATE users SET last_seen_at = $2
       WHERE id IN (
         SELECT id FROM users
         WHERE id = ANY($1) AND (last_seen_at IS NULL OR last_seen_at < $2::timestamptz - interval '1 minute')
         FOR NO KEY UPDATE SKIP LOCKED
       )`,
      [seen, now],
    );
  }
}
