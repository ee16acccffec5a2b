import type { ReachedLimit } from '@spawner/contracts';
import type { PreparedStatement } from '../../database/run-prepared.js';
import { RULES_OF_PERSON, USED_BY_PERSON } from '../../limits/effective-limits.js';
import { dueMaterial } from '../due-material.js';
import { HELD_AWAKE } from '../held-awake.js';
import type { Intent } from '../intent.js';

/** One number for every Spawner process. */
const ADMISSION_LOCK = 0x5bb0;
/** For runLocked, or a statement of its own. */
export const LOCK = `SELECT pg_advisory_xact_lock(${String(ADMISSION_LOCK)})`;

/** A launch, as the statements below know it. Capacities are null where there is none. */
export interface Wish {
  readonly user_id: number;
  readonly type: string;
  readonly intent: Intent;
  readonly image: string;
  readonly runtime: string;
  readonly lane: number | null;
  readonly memory: number;
  readonly memory_limit: number;
  readonly cpu: number;
  readonly most_memory: number | null;
  readonly most_cpu: number | null;
  readonly most_running: number | null;
  /** Memory for containers by the id of a machine; null where there is only one. */
  readonly machines: Readonly<Record<string, number>> | null;
  readonly bulk_share: number;
  readonly disk_full: boolean;
}

/**
 * `admitted`: it has a place; `queued`: the server is full, or others wait already; `limit`, `disk`, `blocked` (its
 * owner is blocked or deleted): refused, and nothing is written.
 */
export interface Verdict {
  readonly verdict: 'admitted' | 'queued' | 'limit' | 'disk' | 'blocked';
  readonly limit: ReachedLimit | null;
  /** There is a container, also one that is only prepared. */
  readonly existed: boolean | null;
  /** There was no row: it has files nowhere. */
  readonly is_first?: boolean | null;
  /** The card showed it as running, or as paused, which goes on with what it was doing. */
  readonly ran_before?: boolean | null;
  /** There is material of a class for it. */
  readonly material?: boolean;
}

/**
 * The memory of a place. On a machine that is away it takes none of the others', which are the capacity meanwhile.
 * @param machines as in the wish; a row of user_container is in scope
 */
const memoryHere = (machines: string, column = 'reserved_memory'): string =>
  `CASE WHEN ${machines} IS NULL OR machine IS NULL OR ${machines} ? (machine->>'id') THEN ${column} ELSE 0 END`;

/** $1: the wish. */
const JUDGED = `
  WITH
    asked AS (
      SELECT * FROM jsonb_to_record($1::jsonb) AS asked (
        user_id int, type text, intent text, image text, runtime text, lane smallint, memory bigint, memory_limit bigint,
        cpu int, most_memory float8, most_cpu float8, most_running float8, bulk_share float8, disk_full boolean,
        machines jsonb
      )
    ),
    -- A block or deletion that is being set is waited for: it ends what it finds, and would not find this launch.
    owner AS (
      SELECT users.id FROM users
      WHERE id = ($1::jsonb->>'user_id')::int AND NOT blocked AND deleted_at IS NULL FOR SHARE
    ),
    own AS (
      SELECT
        COALESCE(bool_or(container.reserved_at IS NOT NULL), false) AS reserved,
        COALESCE(bool_or(container.queued_at IS NOT NULL), false) AS queued,
        COALESCE(bool_or(container.status <> 'not_created'), false) AS exists,
        max(container.machine->>'id') AS machine
      FROM asked LEFT JOIN user_container container
        ON container.user_id = asked.user_id AND container.container_type = asked.type
    ),
    used AS (
      SELECT count(*) AS running, COALESCE(sum(${memoryHere('asked.machines')}), 0) AS memory,
        COALESCE(sum(reserved_cpu) FILTER (WHERE status <> 'paused'), 0) AS cpu
      FROM user_container, asked WHERE reserved_at IS NOT NULL
    ),
    on_machines AS (
      SELECT machine.key AS id, machine.value::float8 AS most, COALESCE(sum(container.reserved_memory), 0) AS memory
      FROM asked CROSS JOIN LATERAL jsonb_each_text(asked.machines) machine
      LEFT JOIN user_container container ON container.reserved_at IS NOT NULL AND container.machine->>'id' = machine.key
      GROUP BY machine.key, machine.value
    ),
    reached AS (
      SELECT rule.kind, rule.value, rule.scope, rule.role, used.amount
      FROM asked
      JOIN users person ON person.id = asked.user_id
      CROSS JOIN LATERAL (SELECT DISTINCT ON (rule.kind) * FROM (${RULES_OF_PERSON}) rule) rule
      CROSS JOIN LATERAL (${USED_BY_PERSON}) total
      CROSS JOIN LATERAL (
        VALUES (1, 'running', total.running, 1), (2, 'cards', total.cards, CASE WHEN (SELECT exists FROM own) THEN 0 ELSE 1 END),
          (3, 'memory', total.memory, asked.memory_limit), (4, 'cpu', total.cpu, asked.cpu)
      ) used (position, kind, amount, more)
      WHERE used.kind = rule.kind AND used.more > 0 AND used.amount + used.more > rule.value
      ORDER BY used.position LIMIT 1
    ),
    judged AS (
      SELECT CASE
        WHEN NOT EXISTS (SELECT FROM owner) THEN 'blocked'
        WHEN own.reserved THEN 'admitted'
        WHEN NOT own.queued AND EXISTS (SELECT FROM reached) THEN 'limit'
        WHEN asked.disk_full THEN 'disk'
        WHEN NOT own.queued AND fits AND NOT EXISTS (SELECT FROM user_container WHERE queued_at IS NOT NULL) THEN 'admitted'
        ELSE 'queued'
      END AS verdict
      FROM asked, own, used, LATERAL (
        SELECT CASE WHEN asked.lane > 0 AND used.running > 0 THEN asked.bulk_share ELSE 1 END AS share
      ) bulk, LATERAL (
        SELECT (asked.most_running IS NULL OR used.running + 1 <= asked.most_running * share)
          AND (asked.most_memory IS NULL OR used.memory + asked.memory <= asked.most_memory * share)
          AND (asked.most_cpu IS NULL OR used.cpu + asked.cpu <= asked.most_cpu * share)
          -- One whose machine is away waits for that, whatever room there is.
          AND CASE WHEN asked.machines IS NULL OR (own.machine IS NOT NULL AND NOT asked.machines ? own.machine) THEN true
            ELSE EXISTS (
              SELECT FROM on_machines
              WHERE on_machines.id = COALESCE(own.machine, on_machines.id)
                AND on_machines.memory + asked.memory <= on_machines.most * share
            )
          END AS fits
      ) room
    )`;

/** What counts towards the reached limit. */
const REACHED = `
  SELECT json_build_object(
    'kind', reached.kind, 'value', reached.value, 'used', reached.amount,
    'rule', json_build_object('scope', reached.scope, 'role', reached.role),
    'holding', (
      SELECT COALESCE(json_agg(json_build_object(
        'type', container_type, 'status', status,
        'last_used', to_char(last_used AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      ) ORDER BY last_used NULLS FIRST), '[]')
      FROM user_container, asked
      WHERE user_container.user_id = asked.user_id AND CASE reached.kind
        WHEN 'cards' THEN status <> 'not_created'
        ELSE reserved_at IS NOT NULL OR queued_at IS NOT NULL
      END
    )
  ) FROM reached`;

/** Behind all who wait, also where the clock of the database was set back since. */
const NEXT_IN_LINE = `
  SELECT GREATEST(clock_timestamp(), max(queued_at) + interval '1 microsecond')
  FROM user_container WHERE queued_at IS NOT NULL`;

/** Gives it a place or puts it into the line, unless it is refused. There is a row from then on. */
export const ADMIT: PreparedStatement = {
  name: 'admit',
  text: `${JUDGED},
  written AS (
    INSERT INTO user_container (
      user_id, container_type, template_image, runtime, status, intent, reserved_memory, memory_limit, reserved_cpu,
      reserved_at, queued_at, lane, overtaken
    )
    SELECT user_id, type, image, runtime, 'starting', intent, memory, memory_limit, cpu,
      CASE verdict WHEN 'admitted' THEN clock_timestamp() END, CASE verdict WHEN 'queued' THEN (${NEXT_IN_LINE}) END,
      COALESCE(lane, 0), 0
    FROM asked, judged WHERE verdict IN ('admitted', 'queued')
    ON CONFLICT (user_id, container_type) DO UPDATE
    SET status = excluded.status, intent = excluded.intent, template_image = excluded.template_image,
      status_since = CASE WHEN user_container.status = excluded.status THEN user_container.status_since ELSE now() END,
      runtime = excluded.runtime, failure = NULL, rest_reason = NULL,
      reserved_memory = excluded.reserved_memory, memory_limit = excluded.memory_limit,
      reserved_cpu = excluded.reserved_cpu,
      reserved_at = COALESCE(user_container.reserved_at, excluded.reserved_at),
      queued_at = CASE WHEN excluded.queued_at IS NOT NULL THEN COALESCE(user_container.queued_at, excluded.queued_at) END,
      -- A person's click on what a bulk action has put into the line.
      lane = CASE WHEN user_container.queued_at IS NULL THEN excluded.lane ELSE LEAST(user_container.lane, (SELECT lane FROM asked)) END,
      overtaken = CASE WHEN user_container.queued_at IS NULL THEN 0 ELSE user_container.overtaken END
    RETURNING container_id IS NOT NULL OR EXISTS (
      SELECT FROM user_container before
      WHERE before.id = user_container.id AND before.intent IN ('put_back', 'put_back_volumes')
    ) AS existed, NOT EXISTS (SELECT FROM user_container before WHERE before.id = user_container.id) AS is_first,
      EXISTS (
        SELECT FROM user_container before
        WHERE before.id = user_container.id AND before.status IN ('running', 'paused')
      ) AS ran_before
  )
  SELECT verdict, CASE verdict WHEN 'limit' THEN (${REACHED}) END AS limit, (SELECT existed FROM written) AS existed,
    (SELECT is_first FROM written) AS is_first, (SELECT ran_before FROM written) AS ran_before,
    EXISTS (${dueMaterial('asked.user_id', 'asked.type')}) AS material
  FROM judged, asked`,
};

/** What it would be given now. Writes nothing. */
export const JUDGE: PreparedStatement = {
  name: 'judge',
  text: `${JUDGED} SELECT verdict, CASE verdict WHEN 'limit' THEN (${REACHED}) END AS limit FROM judged`,
};

/** As `machines` of the wish, in LOOK. */
const MACHINES = "NULLIF($3::jsonb, 'null')";

/** All that has a place, and all who wait, in order. */
const LINE = `
  SELECT
    (
      SELECT json_build_object('running', count(*), 'memory', COALESCE(sum(${memoryHere(MACHINES)}), 0),
        'cpu', COALESCE(sum(reserved_cpu) FILTER (WHERE status <> 'paused'), 0),
        'onMachines', (
          SELECT COALESCE(json_object_agg(id, memory), '{}') FROM (
            SELECT machine->>'id' AS id, sum(reserved_memory) AS memory
            FROM user_container WHERE reserved_at IS NOT NULL AND machine IS NOT NULL GROUP BY 1
          ) placed
        ))
      FROM user_container WHERE reserved_at IS NOT NULL
    ) AS used,
    (
      SELECT COALESCE(json_agg(json_build_object(
        'id', id, 'userId', user_id, 'type', container_type, 'memory', reserved_memory, 'cpu', reserved_cpu, 'lane', lane,
        'machine', machine->>'id',
        'overtaken', overtaken, 'waitedMs', extract(epoch FROM clock_timestamp() - queued_at) * 1000
      ) ORDER BY lane, queued_at, id), '[]')
      FROM user_container WHERE queued_at IS NOT NULL
    ) AS line`;

/**
 * $1: who gets a place, $2: who was overtaken, once for each time. Tells the other processes, not this one ($3). Who has
 * left the line since it was read gets none: nothing would give it back.
 */
export const GIVE_PLACES = `
  WITH turn AS (
    SELECT container.id, passed.times
    FROM user_container container
    LEFT JOIN (SELECT id, count(*) AS times FROM unnest($2::int[]) AS id GROUP BY id) passed ON passed.id = container.id
    WHERE container.id = ANY ($1::int[] || $2::int[]) AND container.queued_at IS NOT NULL
    ORDER BY container.id FOR NO KEY UPDATE OF container
  ), passed AS (
    UPDATE user_container SET overtaken = overtaken + turn.times
    FROM turn WHERE user_container.id = turn.id AND turn.times IS NOT NULL
  ), placed AS (
    UPDATE user_container SET reserved_at = clock_timestamp(), queued_at = NULL, overtaken = 0
    FROM turn WHERE user_container.id = turn.id AND turn.times IS NULL
  )
  SELECT pg_notify('spawner_room', $3)`;

export const GIVE: PreparedStatement = { name: 'give_places', text: GIVE_PLACES };

/** Paused ones that may go to make room, and those on their way. $2: how many seconds they have to be paused. */
const RESTING = `
  SELECT container.user_id AS "userId", users.slug, container.container_type AS type,
    (${memoryHere(MACHINES)})::float8 AS memory, 0 AS cpu, container.machine->>'id' AS machine, container.intent IS NOT NULL AS leaving
  FROM user_container container JOIN users ON users.id = container.user_id
  WHERE container.reserved_at IS NOT NULL AND (
    container.intent = 'make_room'
    OR (container.intent IS NULL AND container.status = 'paused'
      AND container.status_since <= now() - make_interval(secs => $2::float8) AND NOT ${HELD_AWAKE})
  )
  ORDER BY container.status_since, container.id`;

/**
 * When places are likely to become free, the soonest first: what is not used is paused, then stopped, or stopped to make
 * room, as many as wait. $1: limits by type, $2: seconds until a paused one may go.
 */
const FREE_TIMES = `
  SELECT to_char(free_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at FROM (
    SELECT LEAST(
      COALESCE(container.last_used, container.status_since) + make_interval(secs => idle.stop),
      make_interval(secs => $2::float8) + CASE container.status
        WHEN 'paused' THEN container.status_since
        ELSE COALESCE(container.last_used, container.status_since) + make_interval(secs => idle.pause)
      END
    ) AS free_at
    FROM user_container container
    JOIN jsonb_to_recordset($1::jsonb) AS idle (type text, pause float8, stop float8) ON idle.type = container.container_type
    WHERE container.reserved_at IS NOT NULL AND container.status IN ('running', 'paused')
  ) place
  WHERE free_at > now() ORDER BY free_at
  LIMIT (SELECT count(*) FROM user_container WHERE queued_at IS NOT NULL)`;

/** All that a release has to know, in one statement: it comes once for every place, and others wait for the lock. */
export const LOOK: PreparedStatement = {
  name: 'look',
  text: `
    SELECT line.*,
      ARRAY(${FREE_TIMES}) AS "freeTimes",
      (SELECT COALESCE(json_agg(resting), '[]') FROM (${RESTING}) resting) AS resting
    FROM (${LINE}) line`,
};

/** $1: sizes by type. What runs without a place, such as after an upgrade, gets one whatever the capacity is. */
export const RESERVE_FOUND = `
  UPDATE user_container container
  SET reserved_at = now(), reserved_memory = found.memory, memory_limit = found.memory_limit, reserved_cpu = found.cpu
  FROM (
    SELECT container.id, size.*
    FROM user_container container
    JOIN jsonb_to_recordset($1::jsonb) AS size (type text, memory bigint, memory_limit bigint, cpu int)
      ON container.container_type = size.type
    WHERE container.reserved_at IS NULL AND container.status IN ('running', 'paused')
    ORDER BY container.id FOR NO KEY UPDATE OF container
  ) found
  WHERE container.id = found.id`;

/** $1 and $2: a container that runs and whose row does not say so yet; $3: its size. */
export const RESERVE_ONE = `
  UPDATE user_container
  SET reserved_at = now(), reserved_memory = size.memory, memory_limit = size.memory_limit, reserved_cpu = size.cpu
  FROM jsonb_to_record($3::jsonb) AS size (memory bigint, memory_limit bigint, cpu int)
  WHERE user_id = $1 AND container_type = $2 AND reserved_at IS NULL`;

/** $1: as `machines` of the wish. */
export const STATE = `
  SELECT
    count(*) FILTER (WHERE reserved_at IS NOT NULL) AS running,
    COALESCE(sum(${memoryHere("NULLIF($1::jsonb, 'null')")}) FILTER (WHERE reserved_at IS NOT NULL), 0) AS memory,
    COALESCE(sum(${memoryHere("NULLIF($1::jsonb, 'null')", 'memory_limit')}) FILTER (WHERE reserved_at IS NOT NULL), 0) AS most,
    COALESCE(sum(reserved_cpu) FILTER (WHERE reserved_at IS NOT NULL AND status <> 'paused'), 0) AS cpu,
    count(queued_at) AS waiting, min(queued_at) AS since
  FROM user_container WHERE reserved_at IS NOT NULL OR queued_at IS NOT NULL`;

export interface StateRow {
  readonly running: string;
  readonly memory: string;
  readonly most: string;
  readonly cpu: string;
  readonly waiting: string;
  readonly since: Date | null;
}

export interface LineRow {
  readonly id: number;
  readonly userId: number;
  readonly type: string;
  readonly memory: number;
  readonly cpu: number;
  readonly lane: number;
  readonly overtaken: number;
  readonly waitedMs: number;
  readonly machine: string | null;
}
