import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../background/clock.js';

/** Milliseconds, without waiting in the line and without loading the image: both depend on others. */
export interface LaunchTimes {
  readonly median: number;
  readonly p95: number;
}

const RECENT = 200;
/** They change slowly, and the statement reads all containers of a template. */
const KEPT_MS = 600_000;

const TIMES = `
  SELECT
    percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds) AS median,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY milliseconds) AS p95
  FROM (
    SELECT (last_launch->>'milliseconds')::int - (
      SELECT COALESCE(sum((step->>'milliseconds')::int), 0)
      FROM jsonb_array_elements(last_launch->'steps') step WHERE step->>'phase' IN ('queued', 'image')
    ) AS milliseconds
    FROM user_container WHERE container_type = $1 AND last_launch IS NOT NULL
    ORDER BY last_launch->>'at' DESC LIMIT ${String(RECENT)}
  ) launch`;

/** How long the last launches of each template took. */
@Injectable()
export class RecentLaunches {
  private readonly kept = new Map<string, { readonly until: number; readonly times: Promise<LaunchTimes | null> }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** From memory, at most ten minutes old. Null where there were none. */
  async of(type: string): Promise<LaunchTimes | null> {
    const now = this.clock.now().getTime();
    const kept = this.kept.get(type);
    if (kept && now < kept.until) return kept.times;
    const times = this.read(type);
    this.kept.set(type, { until: now + KEPT_MS, times });
    times.catch(() => this.kept.delete(type));
    return times;
  }

  private async read(type: string): Promise<LaunchTimes | null> {
    const [row] = await this.dataSource.query<{ median: number | null; p95: number | null }[]>(TIMES, [type]);
    return row && row.median !== null && row.p95 !== null ? { median: row.median, p95: row.p95 } : null;
  }
}
