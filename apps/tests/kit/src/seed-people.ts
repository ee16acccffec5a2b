/** A statement of the seed must end within the client's time limit. */
const AT_ONCE = 2000;

const FIRST = ['Anna', 'Ben', 'Çağla', 'David', 'Élodie', 'Finn', 'Greta', 'Hüseyin', 'Ida', 'Jörg', 'Karla', 'Łukasz'];
const LAST = [
  'Müller',
  "O'Brien",
  'Schmidt',
  'Nguyễn',
  'von der Heide-Wackernagel',
  'Yılmaz',
  'Weiß',
  'Kowalska',
  'Berg',
];

/**
 * Fills an installation with people and their containers, as lists and their filters have to show them. Their containers
 * exist in the database only: where a runtime answers, Spawner finds within seconds that they are gone.
 * @param containers false: none of them exists or keeps data, so that Spawner finds nothing to correct
 */
export async function seedPeople(
  run: (sql: string, values?: readonly unknown[]) => Promise<unknown>,
  count: number,
  { containers = true } = {},
): Promise<void> {
  for (let from = 1; from <= count; from += AT_ONCE) {
    const to = Math.min(count, from + AT_ONCE - 1);
    await run(
      `WITH person AS (
         INSERT INTO users (email, slug, state, role, display_name, approval, blocked, blocked_at, blocked_reason,
                            created_at, last_seen_at, deleted_at, erase_after, erase_error)
         SELECT 'person' || n || '@school.example', 'person' || n,
           CASE WHEN n % 9 = 0 THEN 'registered' WHEN n % 4 = 0 THEN 'verified' ELSE 'active' END,
           CASE WHEN n % 61 = 0 THEN 'manager' ELSE 'user' END,
           CASE WHEN n % 7 <> 0 THEN ($3::text[])[1 + n % ${String(FIRST.length)}] || ' ' || ($4::text[])[1 + n % ${String(LAST.length)}] || ' ' || n END,
           CASE WHEN n % 211 = 0 THEN 'waiting' ELSE 'granted' END,
           n % 101 = 0, CASE WHEN n % 101 = 0 THEN now() END, CASE WHEN n % 202 = 0 THEN 'Left the school' END,
           now() - n * interval '1 hour',
           CASE WHEN n % 9 <> 0 THEN now() - (n % 977) * (n % 13) * interval '1 hour' END,
           CASE WHEN n % 103 = 0 THEN now() - interval '2 days' END,
           CASE WHEN n % 103 = 0 THEN now() + interval '28 days' END,
           CASE WHEN n % 1030 = 0 THEN 'runtime_unreachable' END
         FROM generate_series($1::int, $2::int) n
         RETURNING id, created_at, last_seen_at
       )
       INSERT INTO user_container
         (user_id, container_type, runtime, status, container_id, created_at, last_used, status_since, kept, kept_bytes, failure)
       SELECT id, type, 'docker', status, CASE WHEN status <> 'not_created' THEN md5(id || type) || md5(type || id) END,
         created_at, last_seen_at, COALESCE(last_seen_at, created_at),
         CASE WHEN bytes > 0 THEN jsonb_build_array(jsonb_build_object('path', '/srv/www', 'bytes', bytes)) ELSE '[]' END,
         bytes,
         CASE status WHEN 'error' THEN
           '{"code": "container_exited", "phase": "ready", "at": "2026-09-01T07:30:00.000Z", "facts": {"exitCode": 1}, "logTail": []}'::jsonb
         END
       FROM (
         SELECT person.*, type, CASE WHEN $5 AND type <> 'python' THEN id * 4096::bigint ELSE 0 END AS bytes,
           CASE WHEN NOT $5 THEN 'not_created' WHEN id % 97 = 0 AND type = 'dev' THEN 'error'
                WHEN id % 11 = 0 AND type = 'dev' THEN 'running' WHEN id % 13 = 0 AND type = 'prod' THEN 'paused'
                WHEN type = 'dev' THEN 'stopped' ELSE 'not_created' END AS status
         FROM person, unnest(ARRAY['dev', 'prod', 'python']) type
       ) AS owned`,
      [from, to, FIRST, LAST, containers],
    );
  }
  // As the server's own maintenance leaves them, which begins at some moment of the next minutes.
  for (const table of ['users', 'user_container']) await run(`VACUUM (ANALYZE) ${table}`);
}
