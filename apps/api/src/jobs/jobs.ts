import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Job, type JobsPage, MOST_COUNTED } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../background/clock.js';
import { cursorOf, timePositionOf } from '../database/keyset.js';
import { outsideText } from '../database/outside-text.js';
import { AppError } from '../errors/app-error.js';
import { UsersService } from '../users/users.service.js';
import type { JobRow, JobTarget, TargetsStatement } from './job.js';
import { JobKinds, type Kind, type Work } from './job-kinds.js';

export interface NewJob {
  /** At most 20 letters. */
  readonly kind: string;
  /** Null if Spawner itself starts it. */
  readonly startedBy: number | null;
  /** Whose teachers may see, cancel and repeat it. */
  readonly classId?: number;
  /** The address of the client, for the audit trail. */
  readonly from?: string | null;
  /** What each item needs beside its target: plain JSON, without secrets. */
  readonly request: Readonly<Record<string, unknown>>;
  /** A statement for more of them than a process should hold. */
  readonly items: readonly JobTarget[] | TargetsStatement;
}

/** Of whom: all, if nothing is set. */
interface JobsFilter {
  readonly startedBy?: number;
  readonly classId?: number;
}

/** Whether a person may still see the jobs that they have started for a class: while they lead it. */
const mayFollow = (person: string): string => `(
  class_id IS NULL OR EXISTS (
    SELECT FROM users LEFT JOIN class_member ON user_id = users.id AND class_member.class_id = job.class_id
    WHERE users.id = ${person} AND (users.role = 'admin' OR (users.role = 'manager' AND class_member.role = 'teacher'))
  )
)`;

const LONGEST_LABEL = 200;
const SORT = '-created';

/** Work on many people or things, which survives the end of the process. */
@Injectable()
export class Jobs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly kinds: JobKinds,
    private readonly users: UsersService,
    private readonly clock: Clock,
  ) {}

  /**
   * Says how items of a kind are worked on, in the constructor of the module that knows. An item may be worked on again
   * where a process has died: doing it twice must be the same as doing it once.
   */
  handle(kind: string, work: Work, options: Partial<Omit<Kind, 'work'>> = {}): void {
    this.kinds.register(kind, { work, role: 'admin', waits: false, ...options });
  }

  /**
   * Begins when the transaction is committed.
   * @throws AppError `nothing_selected` without an item
   * @returns the id of the job
   */
  async start(job: NewJob, manager?: EntityManager): Promise<string> {
    if (!manager) return this.dataSource.transaction((inner) => this.start(job, inner));
    const { kind, startedBy, classId, from, request, items } = job;
    const id = randomUUID();
    await manager.query(
      `INSERT INTO job (id, kind, started_by, from_ip, request, total, created_at, class_id) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)`,
      [id, kind, startedBy, from ?? null, JSON.stringify(outsideText.to(request)), this.clock.now(), classId ?? null],
    );
    const { text, values } = 'text' in items ? items : given(items);
    await manager.query(
      `INSERT INTO job_item (job_id, seq, user_id, type, label)
       SELECT $${String(values.length + 1)}::uuid, row_number() OVER (), user_id, type, left(label, ${String(LONGEST_LABEL)})
       FROM (${text}) AS target`,
      [...values, id],
    );
    const [[started]] = await manager.query<[{ total: number }[], number]>(
      'UPDATE job SET total = (SELECT count(*) FROM job_item WHERE job_id = $1) WHERE id = $1 RETURNING total',
      [id],
    );
    if (started?.total === 0) throw new AppError('nothing_selected');
    return id;
  }

  async find(id: string): Promise<JobRow | null> {
    const [row] = await this.dataSource.query<JobRow[]>('SELECT * FROM job WHERE id = $1', [id]);
    return row ?? null;
  }

  /** One that this person has started, while they may see it. */
  async findOwn(id: string, userId: number): Promise<JobRow | null> {
    const [row] = await this.dataSource.query<JobRow[]>(
      `SELECT * FROM job WHERE id = $1 AND started_by = $2 AND ${mayFollow('$2')}`,
      [id, userId],
    );
    return row ?? null;
  }

  /** Ids of those that have not ended. */
  async openOf(userId: number): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM job WHERE started_by = $1 AND finished_at IS NULL ORDER BY created_at`,
      [userId],
    );
    return rows.map(({ id }) => id);
  }

  /** Newest first. */
  async page({ startedBy, classId }: JobsFilter, cursor: string | undefined, limit: number): Promise<JobsPage> {
    const own = `(started_by = $1 AND ${mayFollow('$1')})`;
    const of = `($1::int IS NULL OR ${own}) AND ($2::int IS NULL OR class_id = $2)`;
    const after = timePositionOf(cursor, SORT);
    const rows = await this.dataSource.query<JobRow[]>(
      `SELECT * FROM job
       WHERE ${of} AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
       ORDER BY created_at DESC, id DESC LIMIT $5`,
      [startedBy ?? null, classId ?? null, after?.key ?? null, after?.id ?? null, limit + 1],
    );
    const [counted] = await this.dataSource.query<{ total: number }[]>(
      `SELECT count(*)::int AS total
       FROM (SELECT FROM job WHERE ${of} LIMIT ${String(MOST_COUNTED + 1)}) counted`,
      [startedBy ?? null, classId ?? null],
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: await this.answers(shown),
      next_cursor:
        last && rows.length > limit ? cursorOf(SORT, { key: last.created_at.toISOString(), id: last.id }) : null,
      total: counted?.total ?? 0,
    };
  }

  async answer(row: JobRow): Promise<Job> {
    const [answer] = await this.answers([row]);
    return answer as Job;
  }

  /** Deletes jobs that ended before. */
  async forget(before: Date): Promise<void> {
    await this.dataSource.query('DELETE FROM job WHERE finished_at < $1', [before]);
  }

  /** Puts another name in place of a person's, where their account is erased. */
  async rename(userId: number, name: string, manager: EntityManager): Promise<void> {
    await manager.query('UPDATE job_item SET label = $2 WHERE user_id = $1', [userId, name]);
  }

  private async answers(rows: readonly JobRow[]): Promise<Job[]> {
    const names = await this.users.namesOf(rows.flatMap(({ started_by: id }) => id ?? []));
    return rows.map((row) => {
      const { id, kind, class_id, state, total, done, failed, skipped, started_by: by } = row;
      const name = by === null ? undefined : names.get(by);
      return {
        id,
        kind,
        class_id,
        state,
        total,
        done,
        failed,
        skipped,
        started_by: by === null || name === undefined ? null : { id: by, name },
        created_at: row.created_at.toISOString(),
        started_at: row.started_at?.toISOString() ?? null,
        finished_at: row.finished_at?.toISOString() ?? null,
      };
    });
  }
}

const given = (items: readonly JobTarget[]): TargetsStatement => ({
  text: 'SELECT * FROM unnest($1::int[], $2::text[], $3::text[]) AS given (user_id, type, label)',
  values: [
    items.map(({ userId }) => userId ?? null),
    items.map(({ type }) => type ?? null),
    items.map(({ label }) => outsideText.to(label) as string),
  ],
});
