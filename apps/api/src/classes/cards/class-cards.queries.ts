import type { ContainerStatus } from '@spawner/contracts';
import { type ClassPerson, IS_PLAIN, MEMBERS, NAME_IN_CLASS } from '../class-people.js';

export interface Card {
  readonly slug: string;
  readonly blocked: boolean;
  readonly isPlain: boolean;
  readonly status: ContainerStatus;
}

/** A person, and the type of their container. */
export type ClassItem = Pick<ClassPerson, 'userId' | 'name'> & { readonly type: string };

/** $1: the class. What a stop would end. */
export const LIVING_CARDS = `
  SELECT users.id AS "userId", container.container_type AS type, ${NAME_IN_CLASS} AS name
  FROM ${MEMBERS}
  JOIN user_container container ON container.user_id = users.id AND container.status IN ('running', 'paused', 'starting')
  JOIN class_template template ON template.class_id = member.class_id AND template.type = container.container_type
  WHERE member.class_id = $1 AND ${IS_PLAIN}
  ORDER BY lower(${NAME_IN_CLASS}), users.id, container.container_type`;

/** $1: the class, $2: kinds of jobs, $3: a template, null for all. */
export const OPEN_STARTS = `
  SELECT id FROM job
  WHERE class_id = $1 AND kind = ANY($2) AND finished_at IS NULL AND state <> 'cancelled'
    AND ($3::text IS NULL OR EXISTS (SELECT FROM job_item WHERE job_id = job.id AND type = $3))
  ORDER BY created_at, id`;

/** $1: the class, $2: a person, $3: a template. No row where either is not of the class any more. */
export const ITS_CARD = `
  SELECT users.slug, users.blocked, ${IS_PLAIN} AS "isPlain", COALESCE(container.status, 'not_created') AS status
  FROM ${MEMBERS}
  JOIN class_template template ON template.class_id = member.class_id AND template.type = $3
  LEFT JOIN user_container container ON container.user_id = users.id AND container.container_type = template.type
  WHERE member.class_id = $1 AND users.id = $2`;

/** $1: the class, $2: a template. `placed` have a place on the server already, such as paused ones. */
export const ESTIMATE = `
  SELECT
    count(*)::int AS members,
    count(*) FILTER (WHERE status IS DISTINCT FROM 'running' AND NOT users.blocked)::int AS startable,
    count(*) FILTER (WHERE status IS DISTINCT FROM 'running' AND NOT users.blocked AND reserved_at IS NOT NULL)::int AS placed,
    count(*) FILTER (WHERE status = 'running')::int AS running,
    count(*) FILTER (WHERE status = 'running' AND last_used > now() - interval '2 minutes')::int AS working
  FROM ${MEMBERS}
  LEFT JOIN user_container container ON container.user_id = users.id AND container.container_type = $2
  WHERE member.class_id = $1 AND ${IS_PLAIN}`;

/** $1: a template. */
export const MEDIAN_LAUNCH = `
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds) AS median FROM (
    SELECT (last_launch->>'milliseconds')::float8 AS milliseconds FROM user_container
    WHERE container_type = $1 AND last_launch IS NOT NULL ORDER BY last_used DESC NULLS LAST LIMIT 200
  ) latest`;
