import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@spawner/kit/postgres';
import { get } from './get.mjs';
import { containers, FIRST, seed, startOn } from './installed-people.mjs';
import { ListingEngine } from './listing-engine.mjs';
import { atMost, noMoreThan, quantile, timed } from './measure.mjs';

const PEOPLE = 10_000;
const STOPPED = 300;
const IDLE_ROUNDS = 1500;
/** Three at a time, each 200 ms: 20 seconds. */
const MOST_SECONDS = 60;

/** An admin stops 300 containers at once: the own list of somebody else, before and meanwhile. */
export async function bulkBench({ postgres }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'spawner-bulk-'));
  const engine = await ListingEngine.start(dataDir);
  const databaseUrl = await createDatabase(postgres.url);
  const start = () => startOn(engine, { databaseUrl, dataDir, network: 'spawner-bulk' });
  let product = await start();
  try {
    // The first person is admin.
    const admin = await product.register('admin@example.com');
    await seed(product, PEOPLE, 'running');
    await product.stop();
    const [{ id: installation }] = await product.query('SELECT id FROM installation');
    engine.report(containers(installation, 'running'), []);
    product = await start();
    return await measure(product, admin.at(product));
  } finally {
    await product.stop();
    await engine.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(product, admin) {
  const list = () => timed(() => get(product, admin, '/api/user/containers'));
  const idle = [];
  for (let round = 0; round < IDLE_ROUNDS; round += 1) {
    idle.push(await list());
    await delay(2);
  }
  const wish = Array.from({ length: STOPPED }, (_, index) => ({ user_id: FIRST + index, type: 'dev' }));
  const began = performance.now();
  const { body } = await product.request('/api/admin/containers/bulk', {
    body: { act: 'stop', containers: wish },
    headers: { authorization: `Bearer ${admin.token}` },
  });
  const meanwhile = [];
  const seconds = () => (performance.now() - began) / 1000;
  const open = `SELECT FROM job WHERE id = '${body.job_id}' AND finished_at IS NULL`;
  let asked = 0;
  for (let isOpen = true; isOpen && seconds() < MOST_SECONDS; asked += 1) {
    meanwhile.push(await list());
    await delay(2);
    if (asked % 100 === 0) isOpen = (await product.query(open)).length > 0;
  }
  const took = seconds();
  const [{ stopped }] = await product.query(
    "SELECT count(*)::int AS stopped FROM user_container WHERE status = 'stopped' AND container_type = 'dev'",
  );
  return [
    atMost(2, {
      name: `own list while ${STOPPED} containers are stopped in bulk, p99, against before`,
      ours: quantile(meanwhile, 0.99),
      floor: quantile(idle, 0.99),
      unit: 'ms',
      note: `medians ${quantile(meanwhile, 0.5).toFixed(2)} and ${quantile(idle, 0.5).toFixed(2)}; ${stopped} stopped in ${took.toFixed(0)} s`,
    }),
    noMoreThan(MOST_SECONDS / 2, {
      name: `until all ${STOPPED} are stopped`,
      value: stopped === STOPPED ? took : Infinity,
      unit: 's',
    }),
  ];
}
