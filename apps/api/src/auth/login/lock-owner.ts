import type { EntityManager } from 'typeorm';

/**
 * Locks the account that links open, before the links: an act on the account locks both in this order, and would deadlock
 * with a login that does not.
 */
export async function lockOwner(
  which: 'token_hash = $1' | 'id = ANY($1)',
  value: Buffer | readonly number[],
  manager: EntityManager,
): Promise<void> {
  await manager.query(
    `WITH link AS (SELECT user_id, email FROM magic_link WHERE ${which})
     SELECT FROM users WHERE id IN (SELECT user_id FROM link) OR email IN (SELECT email FROM link)
     ORDER BY id FOR NO KEY UPDATE`,
    [value],
  );
}
