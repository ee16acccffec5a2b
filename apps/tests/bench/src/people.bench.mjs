import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@spawner/kit/postgres';
import { cpuSeconds } from './cpu.mjs';
import { get } from './get.mjs';
import { containers, PRESENT, seed, startOn, volumes } from './installed-people.mjs';
import { ListingEngine } from './listing-engine.mjs';
import { noMoreThan, quantile, timed } from './measure.mjs';

const CASES = [
  { count: 10_000, name: 'running' },
  { count: 10_000, name: 'exited' },
  { count: 10_000, name: 'gone' },
  { count: 100_000, name: 'gone' },
];
const IDLE_SECONDS = 10;
const WATCHED_SECONDS = 120;

/** An installation with many people: its start, its rest, and its list while thousands of rows are corrected. */
export async function peopleBench({ postgres }) {
  const rows = [];
  for (const { count, name } of CASES) {
    const dataDir = await mkdtemp(join(tmpdir(), 'spawner-people-'));
    const engine = await ListingEngine.start(dataDir);
    try {
      rows.push(...(await measure({ postgres, engine, dataDir, count, name })));
    } finally {
      await engine.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  }
  return rows;
}

async function measure({ postgres, engine, dataDir, count, name }) {
  const databaseUrl = await createDatabase(postgres.url);
  const start = () => startOn(engine, { databaseUrl, dataDir, network: 'spawner-people' });
  let product = await start();
  try {
    const person = await product.register('first@example.com');
    await seed(product, count, name);
    await product.stop();
    const [{ id: installation }] = await product.query('SELECT id FROM installation');
    engine.report(
      name === 'gone' ? [] : containers(installation, name === 'exited' ? 'exited' : 'running'),
      volumes(installation, count),
    );
    const began = performance.now();
    product = await start();
    const listening = performance.now() - began;
    const { right, lists } = await watch(product, person, began, name);
    engine.calls.clear();
    const before = cpuSeconds(product.program.pid);
    await delay(IDLE_SECONDS * 1000);
    const cpu = ((cpuSeconds(product.program.pid) - before) * 60) / IDLE_SECONDS;
    const running = `${count.toLocaleString('en')} people, ${PRESENT.toLocaleString('en')} containers ${name}`;
    const title = name === 'gone' ? `${count.toLocaleString('en')} people, all containers gone` : running;
    return [
      noMoreThan(3000, { name: `${title}: start`, value: listening, unit: 'ms' }),
      noMoreThan(limitOf(count), { name: `${title}: all rows right after`, value: right ?? Infinity, unit: 'ms' }),
      noMoreThan(50, {
        name: `${title}: list meanwhile, p99`,
        value: quantile(lists, 0.99),
        unit: 'ms',
        note: `median ${quantile(lists, 0.5).toFixed(1)}, longest ${Math.max(...lists).toFixed(0)}`,
      }),
      noMoreThan(1.5, { name: `${title}: CPU seconds a minute at rest`, value: cpu, unit: 's', note: callsOf(engine) }),
      noMoreThan(150 + count / 200, { name: `${title}: memory`, value: await product.memoryAtRest(), unit: 'MB' }),
    ];
  } finally {
    await product.stop();
  }
}

const limitOf = (count) => 5000 + count / 5;
const callsOf = ({ calls }) => [...calls].map(([call, times]) => `${times} × ${call}`).join(', ');

/** Reads the list again and again, for at least three seconds, until every row says what runs. */
async function watch(product, person, began, name) {
  const wrong = {
    running: `SELECT 1 FROM user_container WHERE status = 'running' HAVING count(*) <> ${PRESENT}`,
    exited: `SELECT 1 FROM user_container WHERE status = 'stopped' HAVING count(*) <> ${PRESENT}`,
    gone: "SELECT 1 FROM user_container WHERE status <> 'not_created' LIMIT 1",
  }[name];
  const lists = [];
  let right = null;
  const isOver = () => performance.now() - began > WATCHED_SECONDS * 1000;
  const reading = (async () => {
    const least = performance.now() + 3000;
    while ((right === null && !isOver()) || performance.now() < least) {
      lists.push(await timed(() => get(product, person, '/api/user/containers')));
      await delay(2);
    }
  })();
  while (right === null && !isOver()) {
    if ((await product.query(wrong)).length === 0) right = performance.now() - began;
    else await delay(50);
  }
  await reading;
  return { right, lists };
}
