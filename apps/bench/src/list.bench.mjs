import autocannon from 'autocannon';

const SECONDS = 4;

/** The container list of one user among 1,000, against a route that does nothing. */
export async function listBench({ product, person }) {
  await product.query(`
    INSERT INTO users (email, slug, state) SELECT 'p' || n || '@bench.example', 'p' || n, 'active' FROM generate_series(1, 1000) n;
    INSERT INTO user_container (user_id, container_type, container_id, status, created_at, last_used)
      SELECT id, type, md5(id || type), 'stopped', now(), now()
      FROM users, unnest(ARRAY['dev', 'prod']) type WHERE email LIKE '%@bench.example';
    INSERT INTO user_container (user_id, container_type, status) SELECT ${person.id}, 'prod', 'stopped'
      ON CONFLICT DO NOTHING;
    ANALYZE;
  `);
  const headers = { authorization: person.authorization };
  const run = (path) => autocannon({ url: product.url + path, connections: 1, duration: SECONDS, headers });
  await run('/api/health/live');
  const empty = await run('/api/health/live');
  const list = await run('/api/user/containers');
  const ratio = list.latency.p99 / Math.max(1, empty.latency.p99);
  return [
    {
      name: 'list among 1,000 users and 2,000 rows, p99',
      value: `${ratio.toFixed(2)} × (${list.latency.p99} ms against ${empty.latency.p99} ms; ${list.requests.average.toFixed(0)}/s against ${empty.requests.average.toFixed(0)}/s)`,
      target: '≤ 2 × an empty route',
      kept: ratio <= 2,
    },
  ];
}
