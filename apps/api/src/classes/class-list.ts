import { Injectable } from '@nestjs/common';
import { type Class, type ClassesQuery, type ClassesResponse, MOST_COUNTED } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { cursorOf, likePattern } from '../database/keyset.js';
import { AppError } from '../errors/app-error.js';
import { beyondCursor, orderOf } from './pages.js';

type ClassRow = Omit<Class, 'lesson_until' | 'created_at' | 'archived_at'> & {
  readonly lesson_until: Date | null;
  readonly created_at: Date;
  readonly archived_at: Date | null;
};
type ListedRow = ClassRow & { readonly key: string; readonly total: number };

const SHOWN = `
  class.id, class.name, class.kind, class.description, class.ends_on::text, class.cards_when, class.session_hours, class.own_devices,
  class.created_at, class.archived_at, class.version,
  ARRAY(SELECT type FROM class_template WHERE class_id = class.id ORDER BY position) AS templates,
  (
    SELECT COALESCE(json_agg(json_build_object('id', users.id, 'name', COALESCE(users.display_name, users.email)) ORDER BY joined_at), '[]')
    FROM class_member JOIN users ON users.id = user_id AND users.deleted_at IS NULL
    WHERE class_member.class_id = class.id AND class_member.role = 'teacher'
  ) AS teachers,
  (SELECT count(*)::int FROM ${members('in')}) AS members,
  (SELECT count(*)::int FROM ${members('waiting')}) AS waiting,
  (SELECT count(*)::int FROM help_call WHERE class_id = class.id AND done_at IS NULL) AS help_calls,
  (SELECT until FROM lesson WHERE class_id = class.id AND ended_at IS NULL) AS lesson_until,
  (
    SELECT count(*)::int FROM ${members('in')} AND EXISTS (
      SELECT FROM user_container container JOIN class_template template ON template.type = container.container_type
      WHERE template.class_id = class.id AND container.user_id = member.user_id AND container.status = 'running'
    )
  ) AS working`;

function members(state: 'in' | 'waiting'): string {
  return `class_member member JOIN users ON users.id = member.user_id AND users.deleted_at IS NULL
    WHERE member.class_id = class.id AND member.role = 'member' AND member.state = '${state}'`;
}

const LED_BY = `($1::int IS NULL OR EXISTS (
  SELECT FROM class_member WHERE class_id = class.id AND user_id = $1 AND role = 'teacher'
))`;

/** Microseconds, because a Date would lose some. */
const keys = { name: 'lower(class.name)', created: 'extract(epoch FROM class.created_at) * 1000000' } as const;

@Injectable()
export class ClassList {
  constructor(private readonly dataSource: DataSource) {}

  /** @param ledBy only the classes of this teacher; null: all */
  async page({ q, sort, cursor, limit, archived }: ClassesQuery, ledBy: number | null): Promise<ClassesResponse> {
    const { column, descending } = orderOf(sort);
    const key = keys[column];
    const values: unknown[] = [ledBy, archived, q ? likePattern(q.normalize('NFC')) : null];
    const where = `${LED_BY} AND (class.archived_at IS NOT NULL) = $2 AND ($3::text IS NULL OR lower(class.name) LIKE $3)`;
    const beyond = beyondCursor(cursor, sort, { key, id: 'class.id' }, values);
    const order = descending ? 'DESC' : 'ASC';
    const rows = await this.dataSource.query<ListedRow[]>(
      `SELECT ${SHOWN}, (${key})::text AS key,
         (SELECT count(*)::int FROM (SELECT FROM class WHERE ${where} LIMIT ${String(MOST_COUNTED + 1)}) counted) AS total
       FROM class WHERE ${where} ${beyond} ORDER BY ${key} ${order}, class.id ${order}
       LIMIT $${String(values.push(limit + 1))}`,
      values,
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(classAnswer),
      next_cursor: last ? cursorOf(sort, { key: last.key, id: last.id }) : null,
      total: rows[0]?.total ?? 0,
    };
  }

  /** @throws AppError `not_found` */
  async one(classId: number, manager = this.dataSource.manager): Promise<Class> {
    const [row] = await manager.query<ClassRow[]>(`SELECT ${SHOWN} FROM class WHERE class.id = $1`, [classId]);
    if (!row) throw new AppError('not_found');
    return classAnswer(row);
  }
}

const classAnswer = (row: ClassRow): Class => ({
  ...row,
  lesson_until: row.lesson_until?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  archived_at: row.archived_at?.toISOString() ?? null,
});
