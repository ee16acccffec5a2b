import { Injectable } from '@nestjs/common';
import { type Invitation, type InvitationsPage, InvitationsQuery, MOST_COUNTED, Time } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Clock } from '../background/clock.js';
import { cursorOf, likePattern, type Position, positionOf } from '../database/keyset.js';
import { InvalidRequest } from '../errors/invalid-request.error.js';
import { MAY_GIVE_ROLE } from './may-give-role.js';

interface Row {
  readonly id: string;
  readonly email: string;
  readonly role: Invitation['role'];
  readonly language: Invitation['language'];
  readonly state: Invitation['state'];
  readonly by_id: number | null;
  readonly by_name: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly accepted_at: Date | null;
}

const orders = {
  created: { column: 'created_at', type: 'timestamptz', direction: 'ASC', beyond: '>' },
  '-created': { column: 'created_at', type: 'timestamptz', direction: 'DESC', beyond: '<' },
  email: { column: 'email', type: 'varchar', direction: 'ASC', beyond: '>' },
  '-email': { column: 'email', type: 'varchar', direction: 'DESC', beyond: '<' },
} as const;

const FOUND = `
  SELECT * FROM (
    SELECT invitation.*, inviter.id AS by_id, coalesce(inviter.display_name, inviter.email) AS by_name,
      CASE
        WHEN accepted_at IS NOT NULL THEN 'accepted'
        WHEN expires_at <= $1 THEN 'expired'
        WHEN NOT ${MAY_GIVE_ROLE} THEN 'ended'
        WHEN mail_state = 'waiting' THEN 'sending'
        WHEN mail_state IN ('refused', 'given_up') THEN 'bounced'
        ELSE 'sent'
      END AS state
    FROM invitation LEFT JOIN users inviter ON inviter.id = created_by AND inviter.deleted_at IS NULL
  ) AS all_of_them
  WHERE ($2::text IS NULL OR email LIKE $2) AND ($3::text IS NULL OR state = $3)`;

@Injectable()
export class InvitationList {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async page({ q, state, sort, cursor, limit }: z.output<typeof InvitationsQuery>): Promise<InvitationsPage> {
    const { column, type, direction, beyond } = orders[sort];
    const after = placeOf(positionOf(cursor, sort), column);
    const filter = [this.clock.now(), q ? likePattern(q) : null, state ?? null];
    const rows = await this.dataSource.query<Row[]>(
      `${FOUND} AND ($4::text IS NULL OR (${column}, id) ${beyond} ($4::${type}, $5::uuid))
       ORDER BY ${column} ${direction}, id ${direction} LIMIT $6`,
      [...filter, after?.key ?? null, after?.id ?? null, limit + 1],
    );
    const [counted] = await this.dataSource.query<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM (${FOUND} LIMIT $4) AS found`,
      [...filter, MOST_COUNTED + 1],
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const key = last && (column === 'email' ? last.email : last.created_at.toISOString());
    return {
      items: shown.map(answer),
      next_cursor: last && key !== undefined ? cursorOf(sort, { key, id: last.id }) : null,
      total: counted?.total ?? 0,
    };
  }
}

/** @throws InvalidRequest where the key or the id cannot be one of this list */
function placeOf(position: Position | null, column: 'created_at' | 'email') {
  if (position === null) return null;
  const Place = z.object({ key: column === 'email' ? z.string() : Time, id: z.uuid() });
  const { data } = Place.safeParse(position);
  if (!data) throw new InvalidRequest([{ path: ['cursor'], message: 'is not a cursor of this list' }]);
  return data;
}

const answer = (row: Row): Invitation => ({
  id: row.id,
  email: row.email,
  role: row.role,
  language: row.language,
  invited_by: row.by_id === null ? null : { id: row.by_id, name: row.by_name ?? '' },
  state: row.state,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
  accepted_at: row.accepted_at?.toISOString() ?? null,
});
