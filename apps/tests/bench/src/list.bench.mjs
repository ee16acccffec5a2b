import http from 'node:http';
import { median, quantile, timed } from './measure.mjs';

const WARM_UP = 500;
const ROUNDS = 3000;

/** The container list of one user among 1,000, compared with an empty route, in alternation. */
export async function listBench({ product, person }) {
  await product.query(`
    INSERT INTO users (email, slug, state) SELECT 'p' || n || '@bench.example', 'p' || n, 'active' FROM generate_series(1, 1000) n;
    INSERT INTO user_container (user_id, container_type, container_id, status, created_at, last_used)
      SELECT id, type, md5(id || type), 'stopped', now(), now()
      FROM users, unnest(ARRAY['dev', 'prod']) type WHERE email LIKE '%@bench.example';
    INSERT INTO user_container (user_id, container_type, status) SELECT ${person.user.id}, 'prod', 'stopped'
      ON CONFLICT DO NOTHING;
    ANALYZE;
  `);
  const latency = { empty: [], list: [] };
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const empty = await timed(() => get(product, person, '/api/health/live'));
    const list = await timed(() => get(product, person, '/api/user/containers'));
    if (round < WARM_UP) continue;
    latency.empty.push(empty);
    latency.list.push(list);
  }
  const [ours, theirs] = [quantile(latency.list, 0.99), quantile(latency.empty, 0.99)];
  const medians = `medians ${median(latency.list).toFixed(2)} and ${median(latency.empty).toFixed(2)} ms`;
  return [
    {
      name: 'list among 1,000 users and 2,000 rows, p99',
      value: `${(ours / theirs).toFixed(2)} × (${ours.toFixed(2)} ms against ${theirs.toFixed(2)} ms; ${medians})`,
      target: '≤ 2 × an empty route',
      kept: ours <= 2 * theirs,
    },
  ];
}

const agent = new http.Agent({ keepAlive: true });

function get({ port }, { token }, path) {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { host: '127.0.0.1', port, path, agent, headers: { authorization: `Bearer ${token}` } },
      (response) => {
        response.resume();
        response.on('end', resolve);
      },
    );
    request.on('error', reject);
  });
}
