import type { AccountExport } from '@spawner/contracts';

type Section = Exclude<keyof AccountExport, 'format' | 'exported_at' | 'account' | 'audit'>;

/** The account itself. $1: its id. */
export const ACCOUNT = `
  SELECT id, email, display_name, language, slug, role, role = 'admin' AS is_admin,
         class_id IS NOT NULL AS class_account, state, approval, created_at, last_seen_at
  FROM users WHERE id = $1`;

/**
 * What else is stored about a person, section by section. $1: their id. No hash of a secret is among the columns.
 * A new column that names a person belongs here: the test of the export finds it.
 */
export const SECTIONS: Readonly<Record<Section, string>> = {
  sessions: `
    SELECT id, CASE WHEN generation IS NULL THEN 'client' ELSE 'browser' END AS kind, browser, system, ip, created_at,
           rotated_at AS renewed_at, expires_at, revoked_at AS ended_at
    FROM session WHERE user_id = $1 ORDER BY created_at DESC`,
  // By the address as well: it may have been requested before there was an account.
  login_links: `
    SELECT link.browser, link.system, link.ip, link.created_at AS requested_at, link.expires_at, link.consumed_at AS used_at
    FROM magic_link link JOIN users ON users.id = $1
    WHERE link.user_id = users.id OR link.email = users.email ORDER BY link.created_at DESC`,
  mails: `
    SELECT mail.kind, mail.state, mail.created_at
    FROM outgoing_mail mail JOIN users ON users.id = $1
    WHERE mail.recipient = users.email ORDER BY mail.created_at DESC`,
  api_tokens: `
    SELECT id, name, scopes, created_at, expires_at, last_used_at AS last_used, last_used_ip
    FROM api_token WHERE user_id = $1 ORDER BY created_at DESC`,
  login_cards: `
    SELECT created_at, first_used_at, last_used_at, uses, revoked_at
    FROM login_card WHERE user_id = $1 ORDER BY created_at DESC`,
  share_links: `
    SELECT id, container_type AS type, label, created_at, expires_at, last_used_at, ended_at
    FROM share_link WHERE user_id = $1 ORDER BY created_at DESC`,
  containers: `
    SELECT container_type AS type, status, status_since, container_id, template_image AS image, created_at, last_used,
           last_launch, failure, kept AS volumes
    FROM user_container WHERE user_id = $1 ORDER BY container_type`,
  visits_to_me: `
    SELECT visitor_name AS by, visitor_role AS "as", container_type AS type, at, ended_at, reason, dismissed_at AS noticed_at
    FROM visit WHERE user_id = $1 ORDER BY at DESC`,
  card_notices: `
    SELECT kind, by_name AS by, container_type AS type, at, dismissed_at AS noticed_at
    FROM card_notice WHERE user_id = $1 ORDER BY at DESC`,
  material_for_me: `
    SELECT material.name, material.type, delivery.state, delivery.folder, delivery.at
    FROM material_delivery delivery JOIN material ON material.id = delivery.material_id
    WHERE delivery.user_id = $1 ORDER BY delivery.at DESC`,
  collected_from_me: `
    SELECT collection.type, collection.folder, collection.at, part.state, part.files, part.bytes::float8 AS bytes
    FROM collection_part part JOIN collection ON collection.id = part.collection_id
    WHERE part.user_id = $1 ORDER BY collection.at DESC`,
  visits_by_me: `
    SELECT user_id AS owner_id, container_type AS type, at, ended_at, reason
    FROM visit WHERE visitor_id = $1 ORDER BY at DESC`,
  invitations_to_me: `
    SELECT invitation.role, invitation.created_at, invitation.expires_at, invitation.accepted_at
    FROM invitation JOIN users ON users.id = $1
    WHERE accepted_by = users.id OR invitation.email = users.email ORDER BY invitation.created_at DESC`,
  // Not to whom: the address belongs to somebody else.
  invitations_by_me: `
    SELECT id, role, created_at, expires_at, accepted_at
    FROM invitation WHERE created_by = $1 ORDER BY created_at DESC`,
  limits: `
    SELECT kind, value::float8 AS value, until, note, made_at
    FROM limit_rule WHERE user_id = $1 ORDER BY kind`,
  jobs_by_me: `
    SELECT id, kind, state, total, created_at, finished_at FROM job WHERE started_by = $1 ORDER BY created_at DESC`,
  jobs_about_me: `
    SELECT job.id, job.kind, item.type, item.state, item.code, job.created_at
    FROM job_item item JOIN job ON job.id = item.job_id WHERE item.user_id = $1 ORDER BY job.created_at DESC`,
  classes: `
    SELECT class.name, member.role, member.state, member.roster_name AS called, member.joined_at
    FROM class_member member JOIN class ON class.id = member.class_id WHERE member.user_id = $1 ORDER BY member.joined_at`,
  lessons_by_me: `
    SELECT started_at, until, ended_at FROM lesson WHERE started_by = $1 ORDER BY started_at DESC`,
  help_calls: `
    SELECT type, text, at, done_at FROM help_call WHERE user_id = $1 ORDER BY at DESC`,
  messages_by_me: `
    SELECT text, at, until FROM class_message WHERE sent_by = $1 ORDER BY at DESC`,
  messages_to_me: `
    SELECT message.text, message.at, seen.at AS seen_at
    FROM class_message message LEFT JOIN message_seen seen ON seen.message_id = message.id AND seen.user_id = $1
    WHERE $1 = ANY(message.to_user_ids) OR seen.user_id = $1 ORDER BY message.at DESC`,
};

/**
 * What a person did, and what was done to them, a page at a time. The reason of a block is for admins only, unless it was to
 * be shown at the login. $2: only events before this id, $3: how many.
 */
export const AUDIT = `
  SELECT id, at, actor_id IS NOT DISTINCT FROM $1 AS by_me, action, subject,
         CASE WHEN actor_id = $1 THEN from_ip END AS from_ip, outcome,
         CASE WHEN action = 'user_blocked' AND about_user_id = $1 AND facts->>'told' IS DISTINCT FROM 'true'
              THEN facts - 'reason' ELSE facts END AS facts
  FROM audit_event
  WHERE (actor_id = $1 OR about_user_id = $1 OR (action = 'login_requested' AND subject = $1::text)) AND ($2::bigint IS NULL OR id < $2)
  ORDER BY id DESC LIMIT $3`;
