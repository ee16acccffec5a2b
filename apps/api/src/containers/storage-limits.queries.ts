import { RULES_OF_PERSON } from '../limits/effective-limits.js';

/** What `users person` may store; NULL is without limit. */
export const STORAGE_LIMIT = `SELECT rule.value FROM (${RULES_OF_PERSON}) rule WHERE rule.kind = 'storage' LIMIT 1`;

const NEAR = 0.9;
const FAR_ABOVE = 1.5;

/**
 * Writes the notice that each card should have now, $1 being the time at which a container is stopped that runs far above
 * the limit; it keeps an earlier one. Nobody's rules are read who stores less than the least of all limits.
 */
export const WRITE_NOTICES = `
  WITH
    least AS (SELECT min(value) AS value FROM limit_rule WHERE kind = 'storage'),
    used AS (
      SELECT user_id, sum(kept_bytes + uploaded_bytes) AS bytes FROM user_container
      WHERE (SELECT value FROM least) IS NOT NULL
      GROUP BY user_id HAVING sum(kept_bytes + uploaded_bytes) >= ${String(NEAR)} * (SELECT value FROM least)
    ),
    near AS (
      SELECT used.user_id, used.bytes, allowed.value
      FROM used JOIN users person ON person.id = used.user_id CROSS JOIN LATERAL (${STORAGE_LIMIT}) allowed
      WHERE used.bytes >= ${String(NEAR)} * allowed.value
    ),
    wanted AS (
      SELECT container.id, CASE WHEN near.user_id IS NOT NULL THEN jsonb_build_object(
        'used_bytes', near.bytes, 'limit_bytes', near.value,
        'stops_at', CASE WHEN near.bytes > ${String(FAR_ABOVE)} * near.value AND container.status IN ('running', 'paused')
          THEN COALESCE(container.storage_notice->>'stops_at', $1) END
      ) END AS notice
      FROM user_container container LEFT JOIN near ON near.user_id = container.user_id
      WHERE near.user_id IS NOT NULL OR container.storage_notice IS NOT NULL
      ORDER BY container.id FOR NO KEY UPDATE OF container
    )
  UPDATE user_container container SET storage_notice = wanted.notice
  FROM wanted WHERE container.id = wanted.id AND container.storage_notice IS DISTINCT FROM wanted.notice`;

/** Containers whose time is over at $1. */
export const OVERDUE = `
  SELECT container.user_id AS "userId", users.slug, container.container_type AS type
  FROM user_container container JOIN users ON users.id = container.user_id
  WHERE container.storage_notice->>'stops_at' <= $1 AND container.status IN ('running', 'paused')`;

export const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);
