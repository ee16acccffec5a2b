import { get } from './get.mjs';
import { compareLatency } from './latency.mjs';
import { atLeast, atMost } from './measure.mjs';
import { compareThroughput, CONNECTIONS } from './throughput.mjs';

const PEOPLE = 10_000;

/** Container lists among those of 10,000 people, compared with an empty route, in alternation. */
export async function listBench({ product, people }) {
  // Without containers, so that nothing has to be done about these rows meanwhile.
  await product.query(`
    INSERT INTO users (email, slug, state) SELECT 'p' || n || '@bench.example', 'p' || n, 'active' FROM generate_series(1, ${PEOPLE}) n;
    INSERT INTO user_container (user_id, container_type, status)
      SELECT id, type, 'not_created' FROM users, unnest(ARRAY['dev', 'prod', 'other']) type WHERE email LIKE '%@bench.example';
    INSERT INTO user_container (user_id, container_type, status) SELECT id, type, 'stopped' FROM users, unnest(ARRAY['dev', 'prod']) type
      WHERE email NOT LIKE '%@bench.example' ON CONFLICT DO NOTHING;
    ANALYZE;
  `);
  return [await throughput(product, people.slice(0, CONNECTIONS)), await latency(product, people[0])];
}

async function throughput({ url, program: { pid } }, people) {
  const at = (path) => ({
    pids: [pid],
    url: url + path,
    headers: people.map(({ token }) => ({ authorization: `Bearer ${token}` })),
  });
  const compared = await compareThroughput(at('/api/user/containers'), at('/api/health/live'));
  return atLeast(0.35, {
    name: 'lists of ten people among 10,000, with 30,000 rows, against an empty route',
    ...compared,
  });
}

async function latency(product, person) {
  const compared = await compareLatency(
    () => get(product, person, '/api/user/containers'),
    () => get(product, person, '/api/health/live'),
  );
  return atMost(4, { name: 'list of one of them, one request at a time, p99, against an empty route', ...compared });
}
