import { Injectable } from '@nestjs/common';
import type { JobState } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { Clock } from '../background/clock.js';
import { outsideText } from '../database/outside-text.js';
import type { Facts } from '../i18n/messages.js';
import type { ClaimedItem, Ending, JobRow } from './job.js';

/** How long a process that has died keeps its items. */
const LEASE_SECONDS = 30;

interface ClaimedRow {
  readonly job_id: string;
  readonly seq: number;
  readonly attempts: number;
  readonly user_id: number | null;
  readonly type: string | null;
  readonly label: string;
  readonly kind: string;
  readonly state: JobState;
  readonly started_by: number | null;
  readonly class_id: number | null;
  readonly request: Readonly<Record<string, unknown>>;
}

/**
 * The items of all jobs, shared by the workers of all processes. Whoever changes items and their job changes the items
 * first: in another order two of them could wait for each other.
 */
@Injectable()
export class JobQueue {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * The next item, for this process alone: one that waits, or one whose process has died.
   * @param kinds the others belong to another version of Spawner
   */
  async claim(kinds: readonly string[]): Promise<ClaimedItem | null> {
    const [row] = await this.dataSource.query<ClaimedRow[]>(
      `WITH claimed AS (
         UPDATE job_item SET state = 'running', attempts = attempts + 1, leased_until = now() + make_interval(secs => $2)
         WHERE (job_id, seq) = (
           SELECT job_id, seq FROM job_item
           WHERE (state = 'waiting' OR (state = 'running' AND leased_until < now()))
             AND EXISTS (SELECT FROM job WHERE id = job_id AND kind = ANY ($1))
           ORDER BY seq, job_id LIMIT 1 FOR UPDATE SKIP LOCKED
         )
         RETURNING job_id, seq, attempts, user_id, type, label
       )
       SELECT claimed.*, kind, state, started_by, class_id, request FROM claimed JOIN job ON id = job_id`,
      [kinds, LEASE_SECONDS],
    );
    if (!row) return null;
    const { job_id: id, seq, attempts, user_id: userId, type, label, kind, request } = row;
    if (row.state === 'queued') await this.begin(id);
    const target = { label, ...(userId !== null && { userId }), ...(type !== null && { type }) };
    const job = { id, kind, startedBy: row.started_by, classId: row.class_id, request };
    return { job, seq, attempts, target };
  }

  async renew(items: readonly ClaimedItem[]): Promise<void> {
    if (items.length === 0) return;
    await this.dataSource.query(
      `UPDATE job_item SET leased_until = now() + make_interval(secs => $4)
       FROM unnest($1::uuid[], $2::int[], $3::int[]) AS mine (job_id, seq, attempts)
       WHERE job_item.job_id = mine.job_id AND job_item.seq = mine.seq AND job_item.attempts = mine.attempts
         AND state = 'running'`,
      [
        items.map(({ job }) => job.id),
        items.map(({ seq }) => seq),
        items.map(({ attempts }) => attempts),
        LEASE_SECONDS,
      ],
    );
  }

  /** It was not worked on, or only in part: the next process that looks takes it over. */
  async release({ job, seq, attempts }: ClaimedItem): Promise<void> {
    await this.dataSource.query(
      `UPDATE job_item SET leased_until = now()
       WHERE job_id = $1 AND seq = $2 AND attempts = $3 AND state = 'running'`,
      [job.id, seq, attempts],
    );
  }

  /** Does nothing where another process has taken the item over meanwhile. */
  async settle(
    { job, seq, attempts }: ClaimedItem,
    ending: Ending,
    code: string | null = null,
    facts: Facts = {},
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [, settled] = await manager.query<[unknown[], number]>(
        `UPDATE job_item SET state = $4, code = $5, facts = $6, leased_until = NULL
         WHERE job_id = $1 AND seq = $2 AND attempts = $3 AND state = 'running'`,
        [job.id, seq, attempts, ending, code, JSON.stringify(outsideText.to(facts))],
      );
      if (settled === 1) await this.count(job.id, { [ending]: 1 }, manager);
    });
  }

  /** The waiting items are skipped. @param by null: Spawner itself */
  async cancel(jobId: string, by: number | null, from: string | null, manager?: EntityManager): Promise<void> {
    if (!manager) return this.dataSource.transaction((inner) => this.cancel(jobId, by, from, inner));
    await oneAtATime(jobId, manager);
    const skipped = await this.change(jobId, 'waiting', 'skipped', manager);
    const [[cancelled]] = await manager.query<[Pick<JobRow, 'class_id'>[], number]>(
      `UPDATE job SET state = 'cancelled' WHERE id = $1 AND state IN ('queued', 'running') RETURNING class_id`,
      [jobId],
    );
    if (!cancelled) return;
    await this.audit.recordWith(manager, {
      ...{ action: 'job_cancelled', actor: by, classId: cancelled.class_id, subject: jobId, from },
    });
    await this.count(jobId, { skipped }, manager);
  }

  /** The failed items wait again. */
  async retry(jobId: string, by: number, from: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await oneAtATime(jobId, manager);
      const failed = await this.change(jobId, 'failed', 'waiting', manager);
      if (failed === 0) return;
      const [[job]] = await manager.query<[Pick<JobRow, 'class_id'>[], number]>(
        `UPDATE job SET state = 'queued', failed = failed - $2, finished_at = NULL WHERE id = $1 RETURNING class_id`,
        [jobId, failed],
      );
      await this.audit.recordWith(manager, {
        action: 'job_retried',
        actor: by,
        classId: job?.class_id ?? null,
        subject: jobId,
        from,
        facts: { items: failed },
      });
    });
  }

  private async begin(jobId: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE job SET state = 'running', started_at = COALESCE(started_at, $2) WHERE id = $1 AND state = 'queued'`,
      [jobId, this.clock.now()],
    );
  }

  /** @returns how many */
  private async change(jobId: string, before: string, after: string, manager: EntityManager): Promise<number> {
    const [, changed] = await manager.query<[unknown[], number]>(
      `UPDATE job_item SET state = $3, code = NULL, facts = '{}'
       WHERE job_id = $1 AND seq IN (
         SELECT seq FROM job_item WHERE job_id = $1 AND state = $2 ORDER BY seq FOR UPDATE
       )`,
      [jobId, before, after],
    );
    return changed;
  }

  /** Adds to the numbers of a job. With its last item, the job ends and is recorded. */
  private async count(
    jobId: string,
    { done = 0, failed = 0, skipped = 0 }: Partial<Record<Ending, number>>,
    manager: EntityManager,
  ): Promise<void> {
    // In a statement of its own: it waits for other items of this job, and then reads their numbers.
    const [[job]] = await manager.query<[JobRow[], number]>(
      `UPDATE job SET done = done + $2, failed = failed + $3, skipped = skipped + $4 WHERE id = $1 RETURNING *`,
      [jobId, done, failed, skipped],
    );
    if (!job || job.done + job.failed + job.skipped < job.total) return;
    await manager.query('UPDATE job SET state = $2, finished_at = $3 WHERE id = $1', [
      jobId,
      endOf(job),
      this.clock.now(),
    ]);
    await this.audit.recordWith(manager, {
      action: 'job_finished',
      actor: job.started_by,
      classId: job.class_id,
      subject: jobId,
      from: job.from_ip,
      facts: { kind: job.kind, total: job.total, done: job.done, failed: job.failed, skipped: job.skipped },
    });
  }
}

const endOf = ({ state, failed }: JobRow): JobState =>
  state === 'cancelled' ? 'cancelled' : failed > 0 ? 'failed' : 'done';

/** Of two people who cancel and repeat a job, the second one finds what the first one has made of it. */
async function oneAtATime(jobId: string, manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [jobId]);
}
