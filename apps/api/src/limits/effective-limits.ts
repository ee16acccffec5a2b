/** Of `limit_rule rule`. */
export const SCOPE = `CASE WHEN rule.user_id IS NOT NULL THEN 'user' WHEN rule.role IS NOT NULL THEN 'role' ELSE 'everyone' END`;

const IS_ACTIVE = '(rule.until IS NULL OR rule.until > now())';

/** The rules about `users person`, the one that counts first: their own, that of their role, that for everyone. */
export const RULES_OF_PERSON = `
  SELECT rule.*, ${SCOPE} AS scope
  FROM limit_rule rule
  WHERE ${IS_ACTIVE} AND (rule.user_id = person.id OR rule.user_id IS NULL)
    AND (rule.role = person.role OR rule.role IS NULL)
  ORDER BY rule.kind, rule.user_id IS NULL, rule.role IS NULL`;

/** Whether `rule`, with user_id, role and kind, is the one that counts for `users person`. */
export const DECIDES = `
  person.deleted_at IS NULL AND (rule.user_id = person.id OR rule.user_id IS NULL)
  AND (rule.role = person.role OR rule.role IS NULL)
  AND NOT EXISTS (
    SELECT FROM limit_rule narrower
    WHERE narrower.kind = rule.kind AND (narrower.until IS NULL OR narrower.until > now()) AND rule.user_id IS NULL
      AND (narrower.user_id = person.id OR (rule.role IS NULL AND narrower.role = person.role))
  )`;

/**
 * What `users person` holds, one row: starting, running and paused containers, those that exist, and so on. A paused
 * container keeps its memory and uses no CPU.
 */
export const USED_BY_PERSON = `
  SELECT
    count(*) FILTER (WHERE holds) AS running,
    count(*) FILTER (WHERE status <> 'not_created') AS cards,
    COALESCE(sum(memory_limit) FILTER (WHERE holds), 0) AS memory,
    COALESCE(sum(reserved_cpu) FILTER (WHERE holds AND status <> 'paused'), 0) AS cpu,
    COALESCE(sum(kept_bytes + uploaded_bytes), 0) AS storage
  FROM (
    SELECT *, reserved_at IS NOT NULL OR queued_at IS NOT NULL AS holds
    FROM user_container WHERE user_id = person.id
  ) container`;
