import { MOST_COUNTED, type PeopleFilter, type PeopleGroup, type PeopleQuery, type Person } from '@spawner/contracts';
import { cursorOf, likePattern, type Position, positionOf } from '../database/keyset.js';
import { InvalidRequest } from '../errors/invalid-request.error.js';

/** A row of the list, as the statement gives it. */
export interface PersonRow {
  readonly id: number;
  readonly email: string | null;
  readonly displayName: string | null;
  readonly language: 'de' | 'en' | null;
  readonly slug: string;
  readonly role: 'admin' | 'manager' | 'user';
  readonly state: 'registered' | 'verified' | 'active';
  readonly classId: number | null;
  readonly approval: 'granted' | 'waiting' | 'refused';
  readonly blocked: boolean;
  readonly blockedReason: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
  readonly deletedAt: Date | null;
  readonly eraseAfter: Date | null;
  readonly eraseError: string | null;
  readonly version: number;
  readonly running: number;
  readonly paused: number;
  readonly failed: number;
  readonly total: number;
  readonly classes: Person['classes'] | null;
  readonly storageBytes: number;
  readonly sortKey: string | number | null;
  /** Null where it is known already. */
  readonly matching: number | null;
}

/** Of a page without people. */
export interface NoRow {
  readonly id: null;
  readonly matching: number | null;
}

export interface Statement {
  /** Of those that are worth a plan that is kept. */
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

type Column = 'name' | 'created' | 'seen' | 'running' | 'storage';

/**
 * A time is read as microseconds: a Date would lose some. The first three are the expressions of indexes; the others read
 * the containers of everybody, once (the join), and not those of each person.
 */
const columns: Readonly<
  Record<
    Column,
    { readonly key: string; readonly shown: string; readonly given: (at: string) => string; readonly join?: string }
  >
> = {
  name: {
    key: 'lower(COALESCE(display_name, email))',
    shown: 'lower(COALESCE(display_name, email))',
    given: (at) => `${at}::text`,
  },
  created: { key: 'created_at', shown: microseconds('created_at'), given: time },
  seen: { key: `COALESCE(last_seen_at, '-infinity')`, shown: microseconds('last_seen_at'), given: time },
  running: sumOf('count(*)', `WHERE status = 'running'`),
  storage: sumOf('sum(kept_bytes + uploaded_bytes)'),
};

function sumOf(sum: string, where = '') {
  return {
    key: 'COALESCE(amount, 0)::float8',
    shown: 'COALESCE(amount, 0)::float8',
    given: (at: string) => `${at}::float8`,
    join: `LEFT JOIN (SELECT user_id, ${sum} AS amount FROM user_container ${where} GROUP BY user_id) sums ON user_id = users.id`,
  };
}

/** Null for an infinite time, which JSON cannot write. */
function microseconds(column: string): string {
  return `(extract(epoch FROM ${column}) * 1000000)::float8`;
}

function time(at: string): string {
  return `COALESCE('epoch'::timestamptz + ${at}::float8 * interval '1 microsecond', '-infinity')`;
}

const groups: Readonly<Record<PeopleGroup, string>> = {
  today: `last_seen_at >= date_trunc('day', now(), 'UTC')`,
  waiting: `approval = 'waiting'`,
  blocked: 'blocked',
  never: 'last_seen_at IS NULL',
  deleted: 'deleted_at IS NOT NULL',
};

/** One scan of the table for all tiles. */
export const COUNTS = `
  SELECT count(*) FILTER (WHERE deleted_at IS NULL)::int AS all, ${Object.entries(groups)
    .map(
      ([group, where]) =>
        `count(*) FILTER (WHERE ${group === 'deleted' ? '' : 'deleted_at IS NULL AND '}${where})::int AS ${group}`,
    )
    .join(', ')}
  FROM users`;

/** The people that a filter finds, as a condition of `users`. Adds what it compares with to the values. */
function conditionOf(filter: PeopleFilter, values: unknown[]): string {
  const { q, role, state, seen_before: seenBefore, class: classId } = filter;
  const conditions = [state === 'deleted' ? groups.deleted : 'deleted_at IS NULL'];
  const given = (value: unknown): string => `$${String(values.push(value))}`;
  if (state && state !== 'deleted') conditions.push(groups[state]);
  if (q) conditions.push(`search LIKE ${given(likePattern(q.normalize('NFC')))}`);
  if (role) conditions.push(`role = ${given(role)}`);
  if (seenBefore)
    conditions.push(`COALESCE(last_seen_at, created_at) < ${given(`${seenBefore}T00:00:00Z`)}::timestamptz`);
  if (classId) {
    const members = `SELECT user_id FROM class_member WHERE class_id = ${given(classId)} AND state = 'in'`;
    conditions.push(`id IN (${members})`);
  }
  return conditions.join(' AND ');
}

/** Whether the counts of the tiles say how many there are. */
export const isTile = ({ q, role, seen_before: seenBefore, class: classId }: PeopleFilter): boolean =>
  !q && !role && !seenBefore && !classId;

/**
 * A page of people, and one row more if there is a further page. First the page, then what belongs to these people: a join
 * in one step would read the containers of everybody.
 * @param isCounted how many match is known already
 */
export function pageStatement(query: PeopleQuery, isCounted: boolean): Statement {
  const values: unknown[] = [];
  const { column, descending } = orderOf(query.sort);
  const { key, shown, given, join = '' } = columns[column];
  const order = descending ? 'DESC' : 'ASC';
  const where = [conditionOf(query, values)];
  const after = positionAfter(query);
  if (after) {
    const at = values.push(after.key, after.id) - 1;
    where.push(`(${key}, id) ${descending ? '<' : '>'} (${given(`$${String(at)}`)}, $${String(at + 1)}::bigint)`);
  }
  return {
    ...(isUsual(query) && { name: `people_by_${column}_${order}${after ? '_after' : ''}` }),
    text: peopleStatement({
      where: where.join(' AND '),
      order: `${key} ${order}, id ${order}`,
      sortKey: shown,
      join,
      // Not a parameter: PostgreSQL would expect a tenth of all people, and not keep that plan.
      limit: query.limit + 1,
      matching: isCounted ? 'NULL::int' : matchingOf(query, where[0] ?? ''),
    }),
    values,
  };
}

/** What the console reads: a few texts, each planned once for a connection. A search is planned by what it looks for. */
const isUsual = (query: PeopleQuery): boolean => isTile(query) && !query.state && query.limit === USUAL_LIMIT;

/** A first page that is not full has all of them: they are not counted by a second search. */
function matchingOf({ cursor, limit }: PeopleQuery, where: string): string {
  const count = `SELECT count(*)::int FROM (SELECT FROM users WHERE ${where} LIMIT ${String(MOST_COUNTED + 1)}) found`;
  const onPage = 'SELECT count(*)::int FROM page';
  return cursor ? `(${count})` : `CASE WHEN (${onPage}) > ${String(limit)} THEN (${count}) ELSE (${onPage}) END`;
}

/** One person, deleted or not. */
export const personStatement = (id: number): Statement => ({
  text: peopleStatement({
    ...{ where: 'id = $1', order: 'id', sortKey: 'NULL::text', join: '', limit: 1, matching: 'NULL::int' },
  }),
  values: [id],
});

/** Everybody whom a filter finds, as targets of a job. */
export function targetsStatement(filter: PeopleFilter): Statement {
  const values: unknown[] = [];
  const where = conditionOf(filter, values);
  return {
    text: `SELECT id AS user_id, NULL::text AS type, COALESCE(display_name, email) AS label FROM users WHERE ${where} ORDER BY id`,
    values,
  };
}

/** @param from the people, with their ids in `user_id` */
export const selectionStatement = ({ text, values }: Statement): Statement => ({
  text: `SELECT count(*)::int AS total, md5(COALESCE(string_agg(user_id::text, ' ' ORDER BY user_id), '')) AS fingerprint
    FROM (${text}) found`,
  values,
});

export const cursorAfter = (sort: PeopleQuery['sort'], { sortKey: key, id }: PersonRow): string =>
  cursorOf(sort, { key, id });

interface Page {
  readonly where: string;
  readonly order: string;
  readonly sortKey: string;
  /** What the sort key is computed from, beside the columns of `users`. */
  readonly join: string;
  readonly limit: number;
  /** How many there are in all, as an expression. */
  readonly matching: string;
}

/** A row without a person says only how many match. */
function peopleStatement({ where, order, sortKey, join, limit, matching }: Page): string {
  return `
    WITH page AS MATERIALIZED (
      SELECT *, ${sortKey} AS sort_key FROM users ${join} WHERE ${where} ORDER BY ${order} LIMIT ${String(limit)}
    ), owned AS (
      SELECT user_id, count(*) FILTER (WHERE status = 'running') AS running, count(*) FILTER (WHERE status = 'paused') AS paused,
        count(*) FILTER (WHERE status = 'error') AS failed, count(*) FILTER (WHERE status <> 'not_created') AS total,
        sum(kept_bytes + uploaded_bytes) AS bytes
      FROM user_container WHERE user_id = ANY(ARRAY(SELECT id FROM page)) GROUP BY user_id
    ), enrolled AS (
      SELECT user_id, json_agg(json_build_object('id', class.id, 'name', class.name, 'role', class_member.role)
        ORDER BY class.archived_at IS NOT NULL, lower(class.name), class.id) AS classes
      FROM class_member JOIN class ON class.id = class_member.class_id
      WHERE user_id = ANY(ARRAY(SELECT id FROM page)) AND state = 'in' GROUP BY user_id
    )
    SELECT id, email, display_name AS "displayName", language, slug, role, state, approval, class_id AS "classId", blocked, blocked_reason AS "blockedReason",
      created_at AS "createdAt", last_seen_at AS "lastSeenAt", deleted_at AS "deletedAt", erase_after AS "eraseAfter",
      erase_error AS "eraseError", version, sort_key AS "sortKey", COALESCE(running, 0)::int AS running,
      COALESCE(paused, 0)::int AS paused, COALESCE(failed, 0)::int AS failed, COALESCE(total, 0)::int AS total,
      COALESCE(bytes, 0)::float8 AS "storageBytes", classes, matching
    FROM (SELECT ${matching} AS matching) AS all_pages LEFT JOIN page ON TRUE LEFT JOIN owned ON owned.user_id = page.id
      LEFT JOIN enrolled ON enrolled.user_id = page.id
    ORDER BY ${order}`;
}

function orderOf(sort: PeopleQuery['sort']): { readonly column: Column; readonly descending: boolean } {
  const descending = sort.startsWith('-');
  return { column: sort.slice(descending ? 1 : 0) as Column, descending };
}

/** @throws InvalidRequest where the cursor was not made by this list */
function positionAfter({ cursor, sort }: PeopleQuery): Position | null {
  const position = positionOf(cursor, sort);
  if (!position) return null;
  const { key, id } = position;
  const { column } = orderOf(sort);
  const isKey =
    column === 'name'
      ? typeof key === 'string'
      : (column === 'seen' && key === null) || (typeof key === 'number' && Math.abs(key) <= MOST_MICROSECONDS);
  if (!isKey || typeof id !== 'number') {
    throw new InvalidRequest([{ path: ['cursor'], message: 'is not a cursor of this list' }]);
  }
  return position;
}

const USUAL_LIMIT = 50;
/** Far ahead, and far from what PostgreSQL can add to a time. */
const MOST_MICROSECONDS = 8e15;
