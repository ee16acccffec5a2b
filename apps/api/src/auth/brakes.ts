import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { Clock } from '../background/clock.js';
import { AppError } from '../errors/app-error.js';

const HOUR_MS = 3_600_000;

export interface Brake {
  readonly key: string;
  /** So many tries are free within `perMs`. */
  readonly most: number;
  readonly perMs: number;
  /** After them there is a rest. */
  readonly restMs: number;
  /** After the rest: all of them again, or one try after each rest. */
  readonly then: 'all' | 'one';
  readonly code: ErrorCode;
}

/** $1: key, $2: now, $3: most, $4: begin of the span, $5: begin of the rest, $6: whether all are free after a rest */
const TAKE = `
  INSERT INTO brake AS held (key, tries, since, last_at) VALUES ($1, 1, $2, $2)
  ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN held.since <= $4 OR ($6 AND held.tries >= $3) THEN 1 ELSE held.tries + 1 END,
    since = CASE WHEN held.since <= $4 OR ($6 AND held.tries >= $3) THEN $2 ELSE held.since END,
    last_at = $2
  WHERE held.tries < $3 OR held.last_at <= $5 OR held.since <= $4
  RETURNING key`;

/** Values as for TAKE; $6: whether there is one try after each rest. No row: admitted. */
const ADMIT = `
  WITH taken AS (
    UPDATE brake SET last_at = $2 WHERE key = $1 AND tries >= $3 AND since > $4 AND last_at <= $5 AND $6 RETURNING key
  )
  SELECT FROM brake WHERE key = $1 AND tries >= $3 AND since > $4 AND NOT EXISTS (SELECT FROM taken)`;

/** $3: begin of the span */
const COUNT = `
  INSERT INTO brake AS held (key, tries, since, last_at) VALUES ($1, 1, $2, $2)
  ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN held.since <= $3 THEN 1 ELSE held.tries + 1 END,
    since = CASE WHEN held.since <= $3 THEN $2 ELSE held.since END,
    last_at = $2`;

/** Slows down guessing. Counted in the database, so that all processes count together. */
@Injectable()
export class Brakes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a try before anything is compared: simultaneous guesses share the same tries. A try that is refused here is not
   * counted, so that it does not prolong the rest.
   * @throws AppError the code of the brake
   */
  async take(brake: Brake): Promise<void> {
    const rows = await this.dataSource.query<unknown[]>(TAKE, this.valuesOf(brake, brake.then === 'all'));
    if (rows.length === 0) throw await this.refusal(brake);
  }

  /**
   * For a brake that counts wrong tries only, afterwards: many right ones come at the same moment from one line.
   * @throws AppError the code of the brake
   */
  async admit(brake: Brake): Promise<void> {
    const rows = await this.dataSource.query<unknown[]>(ADMIT, this.valuesOf(brake, brake.then === 'one'));
    if (rows.length > 0) throw await this.refusal(brake);
  }

  /** The try was wrong. */
  async count({ key, perMs }: Brake): Promise<void> {
    const now = this.clock.now();
    await this.dataSource.query(COUNT, [key, now, new Date(now.getTime() - perMs)]);
  }

  /** A try that was taken was right. */
  async giveBack({ key }: Brake): Promise<void> {
    await this.dataSource.query('UPDATE brake SET tries = GREATEST(tries - 1, 0) WHERE key = $1', [key]);
  }

  /** A try that was admitted was right: the next one need not wait for a rest. */
  async pass({ key, restMs }: Brake): Promise<void> {
    await this.dataSource.query(
      'UPDATE brake SET last_at = last_at - make_interval(secs => $2::float8 / 1000) WHERE key = $1',
      [key, restMs],
    );
  }

  /** Null where a try is possible now. */
  async restsUntil({ key, most, perMs, restMs }: Brake): Promise<Date | null> {
    const now = this.clock.now().getTime();
    const [row] = await this.dataSource.query<{ last_at: Date }[]>(
      'SELECT last_at FROM brake WHERE key = $1 AND tries >= $2 AND since > $3',
      [key, most, new Date(now - perMs)],
    );
    const until = (row?.last_at.getTime() ?? 0) + restMs;
    return until > now ? new Date(until) : null;
  }

  async release({ key }: Brake): Promise<void> {
    await this.dataSource.query('DELETE FROM brake WHERE key = $1', [key]);
  }

  /** None counts tries for longer than an hour. */
  async sweep(): Promise<void> {
    await this.dataSource.query('DELETE FROM brake WHERE last_at <= $1', [
      new Date(this.clock.now().getTime() - HOUR_MS),
    ]);
  }

  private valuesOf({ key, most, perMs, restMs }: Brake, flag: boolean): unknown[] {
    const now = this.clock.now();
    const before = (ms: number) => new Date(now.getTime() - ms);
    return [key, now, most, before(perMs), before(restMs), flag];
  }

  private async refusal(brake: Brake): Promise<AppError> {
    const now = this.clock.now();
    const until = (await this.restsUntil(brake)) ?? now;
    const seconds = Math.ceil((until.getTime() - now.getTime()) / 1000);
    return new AppError(brake.code, { retryAfterSeconds: Math.max(1, seconds) });
  }
}
