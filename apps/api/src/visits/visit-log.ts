import { Injectable } from '@nestjs/common';
import { MOST_COUNTED, type Visit as VisitAnswer, type VisitorRole, type VisitsQuery } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { NAME_IN_CLASS } from '../classes/class-people.js';
import { serviceName } from '../container-ref/container-ref.js';
import { cursorOf, likePattern, timePositionOf } from '../database/keyset.js';

export type VisitFilter = z.output<typeof VisitsQuery>;

export interface VisitPage {
  readonly items: VisitAnswer[];
  readonly next_cursor: string | null;
  readonly total: number;
}

interface Row {
  readonly id: string | null;
  readonly visitor_id: number;
  readonly visitor_name: string;
  readonly visitor_role: VisitorRole;
  readonly class: VisitAnswer['class'];
  readonly owner_id: number;
  readonly owner_name: string;
  readonly slug: string;
  readonly type: string;
  readonly at: Date;
  readonly ended_at: Date | null;
  readonly reason: string | null;
  readonly dismissed_at: Date | null;
  readonly total: number;
}

/** Who has opened whose service. */
@Injectable()
export class VisitLog {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * One statement. Newest first.
   * @param classId only visits by its teachers; null: all
   * @throws InvalidRequest where the cursor is not one of this list
   */
  async page(
    { q, sort, cursor, limit, visitor, owner }: VisitFilter,
    classId: number | null = null,
  ): Promise<VisitPage> {
    const after = timePositionOf(cursor, sort);
    // Teachers neither read the mail address of an owner nor find it by searching.
    const [ownerName, ownerText] =
      classId === null
        ? ['coalesce(users.display_name, users.email, users.slug)', 'users.search']
        : [NAME_IN_CLASS, `lower(${NAME_IN_CLASS})`];
    const rows = await this.dataSource.query<Row[]>(
      `WITH found AS (
         SELECT visit.id, visit.visitor_id, visit.visitor_name, visit.visitor_role, users.id AS owner_id,
                ${ownerName} AS owner_name, users.slug, visit.container_type AS type,
                visit.at, visit.ended_at, visit.reason, visit.dismissed_at,
                CASE WHEN class.id IS NOT NULL THEN json_build_object('id', class.id, 'name', class.name) END AS class
         FROM visit JOIN users ON users.id = visit.user_id LEFT JOIN class ON class.id = visit.class_id
         LEFT JOIN class_member member ON member.class_id = visit.class_id AND member.user_id = visit.user_id
         WHERE ($1::int IS NULL OR visit.visitor_id = $1) AND ($2::int IS NULL OR visit.user_id = $2)
           AND ($8::int IS NULL OR visit.class_id = $8)
           AND ($3::text IS NULL OR lower(visit.visitor_name) LIKE $3 OR ${ownerText} LIKE $3
                OR users.slug || '-' || visit.container_type LIKE $3)
       )
       SELECT page.*, counted.total
       FROM (SELECT count(*)::int AS total FROM (SELECT FROM found LIMIT $7) counted_rows) counted
       LEFT JOIN (
         SELECT * FROM found WHERE $4::timestamptz IS NULL OR (at, id) < ($4, $5::uuid)
         ORDER BY at DESC, id DESC LIMIT $6
       ) page ON TRUE
       ORDER BY page.at DESC, page.id DESC`,
      [
        visitor ?? null,
        owner ?? null,
        q ? likePattern(q) : null,
        after?.key ?? null,
        after?.id ?? null,
        limit + 1,
        MOST_COUNTED + 1,
        classId,
      ],
    );
    const found = rows.flatMap((row) => (row.id === null ? [] : [{ ...row, id: row.id }]));
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map((row) => ({
        id: row.id,
        visitor: { id: row.visitor_id, name: row.visitor_name },
        as: row.visitor_role,
        class: row.class,
        owner: { id: row.owner_id, name: row.owner_name },
        type: row.type,
        service: serviceName(row),
        at: row.at.toISOString(),
        ended_at: row.ended_at?.toISOString() ?? null,
        reason: row.reason,
        noticed_at: row.dismissed_at?.toISOString() ?? null,
      })),
      next_cursor: found.length > limit && last ? cursorOf(sort, { key: last.at.toISOString(), id: last.id }) : null,
      total: rows[0]?.total ?? 0,
    };
  }
}
