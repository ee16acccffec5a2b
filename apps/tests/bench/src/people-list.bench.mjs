import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, query } from '@spawner/kit/postgres';
import { seedPeople } from '@spawner/kit/seed-people';
import { get } from './get.mjs';
import { compareLatency } from './latency.mjs';
import { ListingEngine } from './listing-engine.mjs';
import { atMost, exactly } from './measure.mjs';
import { Product } from './product.mjs';

const EMPTY = '/api/health/live';
const PAGES = {
  page: '/api/admin/users',
  search: '/api/admin/users?q=m%C3%BCller',
};
/** How many times an empty route a request may take, see decision 41. */
const LIMITS = { 10_000: { page: 2.5, search: 5 }, 100_000: { page: 4, search: 5 } };

/** The admin's list of people, compared with an empty route, in alternation. */
export async function peopleListBench({ postgres }) {
  const rows = [];
  for (const [count, limits] of Object.entries(LIMITS)) {
    const dataDir = await mkdtemp(join(tmpdir(), 'spawner-people-list-'));
    const engine = await ListingEngine.start(dataDir);
    try {
      rows.push(...(await measure({ postgres, engine, dataDir, count: Number(count), limits })));
    } finally {
      await engine.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  }
  return rows;
}

async function measure({ postgres, engine, dataDir, count, limits }) {
  const databaseUrl = await createDatabase(postgres.url);
  const product = await Product.launch({
    databaseUrl,
    dataDir,
    network: 'spawner-people-list',
    environment: { PREPARE_IMAGES: 'false', DOCKER_HOST: `unix://${engine.socket}`, TEMPLATES: 'dev,prod,python' },
  });
  try {
    const admin = await product.register('admin@example.com');
    // Without containers: otherwise the first minutes correct the rows of those that the engine does not have.
    await seedPeople((sql, values) => query(databaseUrl, sql, values), count, { containers: false });
    const rows = [];
    for (const [name, path] of Object.entries(PAGES)) {
      const compared = await compareLatency(
        () => get(product, admin, path),
        () => get(product, admin, EMPTY),
      );
      const title = `list of ${count.toLocaleString('en')} people, ${name}, p99, against an empty route`;
      rows.push(atMost(limits[name], { name: title, ...compared }));
    }
    engine.calls.clear();
    await get(product, admin, PAGES.page);
    const calls = [...engine.calls.keys()].filter((call) => !/_ping|containers\/json|volumes|system\/df/.test(call));
    return [
      ...rows,
      exactly(0, { name: `list of ${count.toLocaleString('en')} people: calls of the engine`, value: calls.length }),
    ];
  } finally {
    await product.stop();
  }
}
