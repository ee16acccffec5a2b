import type { ContainerStatus, Visited } from '@spawner/contracts';
import type { ContainerRef } from '../container-ref/container-ref.js';
import type { PreparedStatement } from '../database/run-prepared.js';
import type { Failure } from './failure.js';
import { HELD_AWAKE } from './held-awake.js';
import type { Intent } from './intent.js';
import type { UserContainer } from './user-container.entity.js';

/** What a list of containers shows of a row. */
export type ContainerRow = Pick<
  UserContainer,
  | 'type'
  | 'containerId'
  | 'status'
  | 'statusSince'
  | 'restReason'
  | 'waitsFor'
  | 'kept'
  | 'storageNotice'
  | 'outdated'
  | 'createdAt'
  | 'lastUsed'
> & {
  readonly visited: Visited | null;
  /** By a lesson: nothing comes next until it ends. */
  readonly heldAwake: boolean;
};

/** One of several users. */
export type UserRow = ContainerRow & Pick<UserContainer, 'userId'>;

/** What the detail of a container shows besides. */
export type DetailRow = ContainerRow & Pick<UserContainer, 'failure' | 'lastLaunch'>;

/** The columns that are compared with the runtime. */
export interface RowState extends ContainerRef {
  readonly status: ContainerStatus;
  readonly intent: Intent | null;
  readonly containerId: string | null;
  readonly failure: Pick<Failure, 'code'> | null;
  /** Another one after every change of the row. */
  readonly version: string;
}

/** Columns of `RowState`, of `user_container container` joined with `users`. */
export const STATE = `
  container.user_id AS "userId", users.slug, container.container_type AS type, container.status, container.intent,
  container.container_id AS "containerId", container.xmin::text AS version,
  CASE WHEN container.failure IS NOT NULL THEN json_build_object('code', container.failure->>'code') END AS failure`;

/** The rows of listed instances, as far as they differ. An instance without a row gives its name only. */
export const DIFFERING = `
  WITH
    instance AS (
      SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        AS instance (user_id, slug, type, name, id, state)
    ),
    settled AS (SELECT * FROM unnest($7::text[], $8::text[]) AS settled (status, state))
  SELECT CASE WHEN container.id IS NULL THEN instance.name END AS name, ${STATE}
  FROM instance
  LEFT JOIN (user_container container JOIN users ON users.id = container.user_id)
    ON container.user_id = instance.user_id AND container.container_type = instance.type AND users.slug = instance.slug
  WHERE container.id IS NULL OR container.intent IS NOT NULL OR container.container_id IS DISTINCT FROM instance.id
    OR container.failure->>'code' IN ('runtime_unreachable', 'machine_away')
    OR NOT EXISTS (SELECT FROM settled WHERE settled.status = container.status AND settled.state = instance.state)`;

/**
 * A page of the rows that should have an instance and are not listed, in the order of their keys. The condition on
 * `status` and `intent` alone is that of an index.
 */
export const ABSENT = `
  WITH
    instance AS (
      SELECT * FROM unnest($1::int[], $2::text[], $3::text[]) AS instance (user_id, slug, type)
    )
  SELECT ${STATE}
  FROM user_container container JOIN users ON users.id = container.user_id
  WHERE (container.status <> 'not_created' OR container.intent IS NOT NULL)
    AND (container.user_id, container.container_type) > ($5, $6)
    AND (
      container.intent IS NOT NULL OR container.failure->>'code' IN ('runtime_unreachable', 'machine_away')
      OR container.status <> ALL ($4::text[])
    )
    AND NOT EXISTS (
      SELECT FROM instance
      WHERE instance.user_id = container.user_id AND instance.type = container.container_type
        AND instance.slug = users.slug
    )
  ORDER BY container.user_id, container.container_type
  LIMIT $7`;

/** The last thing that somebody else has done with it and the owner has not dismissed. */
const VISITED = `
  SELECT json_build_object(
    'kind', kind, 'by', by, 'as', visitor_role, 'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  )
  FROM (
    SELECT 'visited' AS kind, visitor_name AS by, visitor_role, visit.at, user_id, visit.container_type, dismissed_at
    FROM visit
    UNION ALL
    SELECT notice.kind, by_name, NULL, notice.at, user_id, notice.container_type, dismissed_at
    FROM card_notice notice
  ) noticed
  WHERE noticed.user_id = container.user_id AND noticed.container_type = container.container_type
    AND dismissed_at IS NULL
  ORDER BY noticed.at DESC LIMIT 1`;

/** Columns of `ContainerRow`, of `user_container container`. */
export const SHOWN = `
  container_type AS type, container_id AS "containerId", status, status_since AS "statusSince",
  rest_reason AS "restReason", waits_for AS "waitsFor", kept, storage_notice AS "storageNotice", outdated, created_at AS "createdAt", last_used AS "lastUsed", (${VISITED}) AS visited,
  ${HELD_AWAKE} AS "heldAwake"`;

export const OF_USERS: PreparedStatement = {
  name: 'containers_of_users',
  // In a sub-select, the planner does not see how many there are: a plan for a few looks cheaper than the one for any
  // number, so it would make one for each list, which takes four times as long as running it.
  text: `SELECT user_id AS "userId", ${SHOWN} FROM user_container container WHERE user_id = ANY((SELECT $1)::int[])`,
};
