import { Injectable } from '@nestjs/common';
import type { Lesson, LessonBegun, NewLesson } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { type ByWhom, ClassCards } from '../cards/class-cards.js';
import type { Leader } from '../class-acts.js';
import { ClassRights } from '../class-rights.js';
import { LONGEST_LESSON_MS, untilOf } from './spans.js';

type LessonRow = Omit<Lesson, 'started_at' | 'until'> & { readonly started_at: Date; readonly until: Date };

const OPEN = `
  SELECT lesson.id, started_at, until, typed_login, stop_at_end, json_build_object(
    'id', started_by, 'name', COALESCE(person.display_name, person.email, person.slug, '–')
  ) AS started_by
  FROM lesson LEFT JOIN users person ON person.id = started_by
  WHERE lesson.class_id = $1 AND ended_at IS NULL`;

/** What has to end by itself: its time is over, or its class is archived. $1: now. */
const IS_DUE = `ended_at IS NULL AND (until <= $1 OR class.archived_at IS NOT NULL)`;

/** The spans in which a class works: one open at a time. */
@Injectable()
export class Lessons {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly cards: ClassCards,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async open(classId: number, manager = this.dataSource.manager): Promise<Lesson | null> {
    const [row] = await manager.query<LessonRow[]>(OPEN, [classId]);
    return row ? { ...row, started_at: row.started_at.toISOString(), until: row.until.toISOString() } : null;
  }

  /** @throws AppError `not_found`, `class_archived`, `lesson_open`, `unknown_type` with `start_all`; InvalidRequest */
  begin(leader: Leader, classId: number, wish: NewLesson): Promise<LessonBegun> {
    return this.act(leader, classId, async (by, manager) => {
      if (await this.open(classId, manager)) throw new AppError('lesson_open');
      const now = this.clock.now();
      const until = untilOf(wish.until, now, LONGEST_LESSON_MS);
      await manager.query(
        `INSERT INTO lesson (class_id, started_by, started_at, until, typed_login, stop_at_end) VALUES ($1, $2, $3, $4, $5, $6)`,
        [classId, leader.userId, now, until, wish.typed_login, wish.stop_at_end],
      );
      await this.record('lesson_begun', by, manager, { until: until.toISOString() });
      const job = wish.start_all ? await this.cards.startAll(by, manager) : null;
      return { lesson: await this.require(classId, manager), job_id: job };
    });
  }

  /** @throws AppError `not_found`, `class_archived`, `no_lesson`; InvalidRequest */
  change(leader: Leader, classId: number, until: string): Promise<Lesson> {
    return this.act(leader, classId, async (by, manager) => {
      await this.require(classId, manager);
      const end = untilOf(until, this.clock.now(), LONGEST_LESSON_MS);
      await manager.query('UPDATE lesson SET until = $2 WHERE class_id = $1 AND ended_at IS NULL', [classId, end]);
      await this.record('lesson_changed', by, manager, { until: end.toISOString() });
      return this.require(classId, manager);
    });
  }

  /**
   * @returns the job that stops the containers; null where nothing is stopped
   * @throws AppError `not_found`, `no_lesson`
   */
  end({ userId, ip }: Leader, classId: number): Promise<string | null> {
    return this.dataSource.transaction(async (manager) => {
      const { name: className } = await this.rights.lock(classId, userId, manager);
      await this.require(classId, manager);
      return this.endWith({ classId, className, userId, ip }, manager);
    });
  }

  /**
   * Ends those whose time is over. Of several processes that do so, one ends each.
   * @returns when the next one ends; null while none is open
   */
  async endDue(): Promise<Date | null> {
    const due = await this.dataSource.query<{ class_id: number }[]>(
      `SELECT lesson.class_id FROM lesson JOIN class ON class.id = lesson.class_id WHERE ${IS_DUE} ORDER BY class_id`,
      [this.clock.now()],
    );
    for (const { class_id: classId } of due) {
      await this.dataSource.transaction(async (manager) => {
        // Whoever ends or extends it locks the class first.
        await manager.query('SELECT FROM class WHERE id = $1 FOR NO KEY UPDATE', [classId]);
        const [still] = await manager.query<{ className: string }[]>(
          `SELECT class.name AS "className" FROM lesson JOIN class ON class.id = class_id WHERE class_id = $2 AND ${IS_DUE}`,
          [this.clock.now(), classId],
        );
        if (still) await this.endWith({ classId, ...still, userId: null, ip: null }, manager);
      });
    }
    const [next] = await this.dataSource.query<{ until: Date | null }[]>(
      'SELECT min(until) AS until FROM lesson WHERE ended_at IS NULL',
    );
    return next?.until ?? null;
  }

  private act<T>(
    { userId, ip }: Leader,
    classId: number,
    work: (by: ByWhom, manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(classId, userId, manager);
      this.rights.requireOpen(led);
      return work({ classId, className: led.name, userId, ip }, manager);
    });
  }

  private async require(classId: number, manager: EntityManager): Promise<Lesson> {
    const lesson = await this.open(classId, manager);
    if (!lesson) throw new AppError('no_lesson');
    return lesson;
  }

  private async endWith(by: ByWhom, manager: EntityManager): Promise<string | null> {
    const now = this.clock.now();
    const [[ended]] = await manager.query<[{ stop_at_end: boolean }[], number]>(
      'UPDATE lesson SET ended_at = $2 WHERE class_id = $1 AND ended_at IS NULL RETURNING stop_at_end',
      [by.classId, now],
    );
    await manager.query('UPDATE help_call SET done_at = $2 WHERE class_id = $1 AND done_at IS NULL', [by.classId, now]);
    await this.record('lesson_ended', by, manager, {});
    return ended?.stop_at_end ? this.cards.stopAll(by, manager) : null;
  }

  private record(
    action: 'lesson_begun' | 'lesson_changed' | 'lesson_ended',
    { classId, className, userId, ip }: ByWhom,
    manager: EntityManager,
    facts: Readonly<Record<string, string>>,
  ): Promise<void> {
    const event = { action, actor: userId, classId, subject: className, from: ip, facts };
    return this.audit.recordWith(manager, event);
  }
}
