import { Injectable } from '@nestjs/common';
import { MOST_COUNTED, type Visit as VisitAnswer, type VisitsQuery } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
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
   * @throws InvalidRequest where the cursor is not one of this list
   */
  async page({ q, sort, cursor, limit, visitor, owner }: VisitFilter): Promise<VisitPage> {
    const after = timePositionOf(cursor, sort);
    const rows = await this.dataSource.query<Row[]>(
      `WITH found AS (
         SELECT visit.id, visit.visitor_id, visit.visitor_name, owner.id AS owner_id,
                coalesce(owner.display_name, owner.email) AS owner_name, owner.slug, visit.container_type AS type,
                visit.at, visit.ended_at, visit.reason, visit.dismissed_at
         FROM visit JOIN users owner ON owner.id = visit.user_id
         WHERE ($1::int IS NULL OR visit.visitor_id = $1) AND ($2::int IS NULL OR visit.user_id = $2)
           AND ($3::text IS NULL OR lower(visit.visitor_name) LIKE $3 OR owner.search LIKE $3
                OR owner.slug || '-' || visit.container_type LIKE $3)
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
      ],
    );
    const found = rows.flatMap((row) => (row.id === null ? [] : [{ ...row, id: row.id }]));
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map((row) => ({
        id: row.id,
        visitor: { id: row.visitor_id, name: row.visitor_name },
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
