import type { OwnedContainersQuery } from '@spawner/contracts';

type Column = Extract<OwnedContainersQuery['sort'], `-${string}`> extends `-${infer Name}` ? Name : never;

/** What a list is sorted by: an expression without nulls, in the type that the key of a cursor is cast to. */
interface SortKey {
  readonly type: 'text' | 'numeric';
  /** @param last stands for a missing value */
  readonly of: (last: string) => string;
}

const numeric = (of: SortKey['of']): SortKey => ({ type: 'numeric', of });
const text = (expression: string): SortKey => ({ type: 'text', of: () => expression });

const KEYS: Readonly<Record<Column, SortKey>> = {
  owner: text('lower(coalesce(users.display_name, users.email))'),
  type: text('container.container_type'),
  state: text('container.status'),
  since: numeric(() => 'extract(epoch FROM container.status_since)::numeric'),
  last_used: numeric((last) => `coalesce(extract(epoch FROM container.last_used)::numeric, ${last})`),
  layer: numeric((last) => `coalesce(container.layer_bytes, ${last})::numeric`),
  volumes: numeric(() => '(container.kept_bytes + container.uploaded_bytes)::numeric'),
};

/** Larger than every time and size. */
const MOST = '1e18';

export function orderOf(sort: OwnedContainersQuery['sort']): {
  readonly key: string;
  readonly type: SortKey['type'];
  readonly direction: 'ASC' | 'DESC';
  readonly after: '<' | '>';
} {
  const descending = sort.startsWith('-');
  const { type, of } = KEYS[(descending ? sort.slice(1) : sort) as Column];
  return {
    key: of(descending ? '-1' : MOST),
    type,
    ...(descending ? { direction: 'DESC', after: '<' } : { direction: 'ASC', after: '>' }),
  };
}

/** Of those that exist, and of those whose data do. */
export const FROM_OWNED = `
  FROM user_container container JOIN users ON users.id = container.user_id
  WHERE (container.status <> 'not_created' OR container.kept <> '[]')`;

/** Columns of `OwnedRow`. */
export const OWNED = `
  container.id, container.user_id AS "userId", users.slug, coalesce(users.display_name, users.email) AS name,
  container.container_type AS type, container.status, container.status_since AS "statusSince",
  container.last_used AS "lastUsed", container.rest_reason AS "restReason", container.outdated, container.failure,
  container.waits_for AS "waitsFor", container.machine, container.queued_at AS "queuedAt", container.memory_limit AS "memoryLimit", container.reserved_at AS "reservedAt",
  container.layer_bytes AS "layerBytes", container.kept_bytes + container.uploaded_bytes AS "volumeBytes"`;
