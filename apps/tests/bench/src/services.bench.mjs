import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@spawner/kit/postgres';
import { cpuSeconds } from './cpu.mjs';
import { get } from './get.mjs';
import { containers, PRESENT, seed } from './installed-people.mjs';
import { compareLatency } from './latency.mjs';
import { ListingSwarm } from './listing-swarm.mjs';
import { atMost, noMoreThan } from './measure.mjs';
import { Product } from './product.mjs';

const FEW = 10;
/** Of the reconciler. */
const TICK_SECONDS = 10;
const IDLE_SECONDS = 2 * TICK_SECONDS;

/** A thousand services on a swarm that only reports them, beside ten: what Spawner does while nobody does anything. */
export async function servicesBench({ postgres }) {
  const few = await withServices(postgres, FEW, ({ product, swarm }) => atRest(product, swarm));
  const [many, list] = await withServices(postgres, PRESENT, async ({ product, swarm, person }) => [
    await atRest(product, swarm),
    await compareLatency(
      () => get(product, person, '/api/user/containers'),
      () => get(product, person, '/api/health/live'),
    ),
  ]);
  const title = `${PRESENT} services at rest`;
  const rises = (name, figure) =>
    atMost(1.2, {
      name: `${title}: ${name} in ${IDLE_SECONDS} s, against ${FEW}`,
      ...{ ours: many[figure], floor: few[figure], unit: '' },
    });
  return [
    rises('transactions', 'transactions'),
    rises('engine calls', 'calls'),
    noMoreThan(6, {
      name: `${title}: CPU seconds a minute`,
      value: many.cpu,
      unit: 's',
      note: `${FEW}: ${few.cpu.toFixed(2)}; ${many.perCall}`,
    }),
    atMost(2, { name: `own list beside ${PRESENT} services, p99, against an empty route`, ...list }),
  ];
}

/** The product, started beside a swarm that runs what the rows say. */
async function withServices(postgres, count, work) {
  const folder = await mkdtemp(join(tmpdir(), 'spawner-services-'));
  const databaseUrl = await createDatabase(postgres.url);
  const swarm = await ListingSwarm.start(folder);
  const start = () =>
    Product.launch({
      ...{ databaseUrl, dataDir: folder, network: 'bridge' },
      environment: {
        PREPARE_IMAGES: 'false',
        RUNTIME: 'swarm',
        SWARM_NODES: swarm.addresses,
        FILES_DIR: join(folder, 'files'),
        CONTAINER_IDLE_TIMEOUT: '100000',
      },
    });
  let product = await start();
  try {
    const person = await product.register('first@example.com');
    await product.stop();
    await seed(product, count, 'running', 'swarm');
    const [{ id: installation }] = await product.query('SELECT id FROM installation');
    swarm.report(containers(installation, 'running').slice(0, count));
    product = await start();
    return await work({ product, swarm, person: person.at(product) });
  } finally {
    await product.stop();
    await swarm.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function atRest(product, swarm) {
  // The first comparison of all rows is over.
  await delay(TICK_SECONDS * 1000);
  swarm.calls.clear();
  const [transactions, cpu] = [await committed(product), cpuSeconds(product.program.pid)];
  await delay(IDLE_SECONDS * 1000);
  return {
    transactions: (await committed(product)) - transactions,
    cpu: ((cpuSeconds(product.program.pid) - cpu) * 60) / IDLE_SECONDS,
    calls: [...swarm.calls.values()].reduce((sum, times) => sum + times, 0),
    perCall: [...swarm.calls].map(([call, times]) => `${times} × ${call}`).join(', '),
  };
}

async function committed(product) {
  const [{ n }] = await product.query(
    'SELECT xact_commit::int AS n FROM pg_stat_database WHERE datname = current_database()',
  );
  return n;
}
