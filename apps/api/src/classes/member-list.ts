import { Injectable } from '@nestjs/common';
import { type ClassMember, type MembersQuery, type MembersResponse, MOST_COUNTED } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { cursorOf, likePattern } from '../database/keyset.js';
import { AppError } from '../errors/app-error.js';
import type { LedClass } from './class-rights.js';
import { beyondCursor, orderOf } from './pages.js';

type MemberRow = Omit<ClassMember, 'name' | 'joined_at' | 'last_seen_at'> & {
  readonly given_name: string | null;
  readonly joined_at: Date;
  readonly last_seen_at: Date | null;
};
type ListedRow = MemberRow & { readonly key: string; readonly total: number };

/** Not the mail address, which is not for everybody. */
const NAME = 'COALESCE(member.roster_name, users.display_name)';
const SHOWN = `
  member.user_id, ${NAME} AS given_name, users.email, users.slug, member.role, member.state,
  users.class_id IS NOT DISTINCT FROM member.class_id AS class_account, users.external_id, users.blocked,
  users.ends_on::text, member.joined_via, member.joined_at, users.last_seen_at`;
const FROM = `class_member member JOIN users ON users.id = member.user_id AND users.deleted_at IS NULL`;

/** Times as microseconds, because a Date would lose some. */
const keys = {
  name: `lower(COALESCE(${NAME}, users.slug))`,
  joined: 'extract(epoch FROM member.joined_at) * 1000000',
  seen: 'COALESCE(extract(epoch FROM users.last_seen_at) * 1000000, 0)',
} as const;

/** Who is in a class, as its teachers and admins see them. */
@Injectable()
export class MemberList {
  constructor(private readonly dataSource: DataSource) {}

  async page(led: LedClass, { q, sort, cursor, limit, role, state }: MembersQuery): Promise<MembersResponse> {
    const { column, descending } = orderOf(sort);
    const key = keys[column];
    const values: unknown[] = [led.id, q ? likePattern(q.normalize('NFC')) : null, role ?? null, state ?? null];
    const where = `member.class_id = $1 AND ($2::text IS NULL OR lower(concat_ws(' ', ${NAME}, users.slug)) LIKE $2)
      AND ($3::text IS NULL OR member.role = $3) AND ($4::text IS NULL OR member.state = $4)`;
    const beyond = beyondCursor(cursor, sort, { key, id: 'member.user_id' }, values);
    const order = descending ? 'DESC' : 'ASC';
    const rows = await this.dataSource.query<ListedRow[]>(
      `SELECT ${SHOWN}, (${key})::text AS key,
         (SELECT count(*)::int FROM (SELECT FROM ${FROM} WHERE ${where} LIMIT ${String(MOST_COUNTED + 1)}) counted) AS total
       FROM ${FROM} WHERE ${where} ${beyond} ORDER BY ${key} ${order}, member.user_id ${order}
       LIMIT $${String(values.push(limit + 1))}`,
      values,
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => memberAnswer(row, led)),
      next_cursor: last ? cursorOf(sort, { key: last.key, id: last.user_id }) : null,
      total: rows[0]?.total ?? 0,
    };
  }

  /** In the order of their names. */
  async some(led: LedClass, userIds: readonly number[], manager = this.dataSource.manager): Promise<ClassMember[]> {
    const rows = await manager.query<MemberRow[]>(
      `SELECT ${SHOWN} FROM ${FROM} WHERE member.class_id = $1 AND member.user_id = ANY($2) ORDER BY ${keys.name}, member.user_id`,
      [led.id, userIds],
    );
    return rows.map((row) => memberAnswer(row, led));
  }

  /** Those that are in the class with an account of their own; not those who wait. */
  async addresses(classId: number): Promise<ReadonlySet<string>> {
    const rows = await this.dataSource.query<{ email: string }[]>(
      `SELECT users.email FROM ${FROM} WHERE member.class_id = $1 AND member.state = 'in' AND users.email IS NOT NULL`,
      [classId],
    );
    return new Set(rows.map(({ email }) => email));
  }

  /** @throws AppError `not_found` */
  async one(led: LedClass, userId: number, manager = this.dataSource.manager): Promise<ClassMember> {
    const [member] = await this.some(led, [userId], manager);
    if (!member) throw new AppError('not_found');
    return member;
  }
}

/** Teachers need the whole address only of those that they have written to. */
const knowsAddress = (row: Pick<MemberRow, 'joined_via' | 'role'>, { as }: LedClass): boolean =>
  as === 'admin' || row.joined_via === 'invitation' || row.joined_via === 'import' || row.role === 'teacher';

const shortened = (email: string): string => email.replace(/^(.{0,2})[^@]*@/u, '$1…@');

function memberAnswer({ given_name: givenName, ...row }: MemberRow, led: LedClass): ClassMember {
  const email = row.email === null || knowsAddress(row, led) ? row.email : shortened(row.email);
  return {
    ...{ user_id: row.user_id, name: givenName ?? email ?? row.slug, email, slug: row.slug, role: row.role },
    ...{ state: row.state, class_account: row.class_account, external_id: row.external_id, blocked: row.blocked },
    ends_on: row.ends_on,
    joined_via: row.joined_via,
    joined_at: row.joined_at.toISOString(),
    last_seen_at: row.last_seen_at?.toISOString() ?? null,
  };
}
