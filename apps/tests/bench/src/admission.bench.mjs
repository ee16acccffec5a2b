import { Loops } from '@spawner/api/dist/background/loops.js';
import { Admission } from '@spawner/api/dist/containers/admission/admission.js';
import { LaunchTracker } from '@spawner/api/dist/containers/launch/launch-progress.js';
import { dataSourceOptions, migrate } from '@spawner/api/dist/database/data-source.js';
import { DatabaseChannel } from '@spawner/api/dist/database/database-channel.js';
import { createDatabase } from '@spawner/kit/postgres';
import { DataSource } from 'typeorm';
import { noMoreThan, quantile, timed } from './measure.mjs';

const PEOPLE = 10_000;
const PLACES = 300;
const WAITING = 300;
const WARM_UP = 100;
const ROUNDS = 1000;

const template = {
  type: 'dev',
  image: 'dev:1',
  idle: { pause: 3600, stop: 7200, remove: null },
  limits: { memoryBytes: 512 * 1024 ** 2, cpuQuota: 50_000 },
  typicalMemoryBytes: 64 * 1024 ** 2,
};
const runtime = { kind: 'bench', capabilities: { pause: true } };
const catalogue = { all: () => [template], get: () => template, has: () => true };

/** Whether a launch may begin, without and with people who wait. The database is real, nothing is started. */
export async function admissionBench({ postgres }) {
  const url = await createDatabase(postgres.url);
  const source = await new DataSource(dataSourceOptions({ url })).initialize();
  const channel = new DatabaseChannel({ url });
  const loops = new Loops();
  try {
    await migrate(source);
    await channel.open();
    const capacity = {
      limits: { memory: null, cpu: null, running: PLACES + 1 },
      diskSpace: { free: null, floor: 0, computed: 0 },
      waitMinutes: 15,
      makeRoomAfterSeconds: 600,
    };
    const admission = new Admission(source, channel, catalogue, runtime, capacity, { awaySince: null }, loops);
    await seed(source);
    return [await uncontended(source, admission), ...(await crowded(source, admission, capacity))];
  } finally {
    loops.onModuleDestroy();
    await loops.beforeApplicationShutdown();
    await channel.close();
    await source.destroy();
  }
}

async function seed(source) {
  await source.query(`
    INSERT INTO users (email, slug, state) SELECT 'p' || n || '@bench.example', 'p' || n, 'active' FROM generate_series(1, ${PEOPLE}) n;
    INSERT INTO user_container (user_id, container_type, status)
      SELECT id, type, 'not_created' FROM users, unnest(ARRAY['dev', 'prod', 'other']) type;
    UPDATE user_container SET status = 'running', last_used = now(), reserved_at = now(), reserved_memory = 1, memory_limit = 1,
      reserved_cpu = 1 WHERE user_id <= ${PLACES} AND container_type = 'dev';
    INSERT INTO limit_rule (kind, value) VALUES ('running', 3), ('memory', 2147483648);
    ANALYZE`);
}

const entryOf = (userId) => ({
  ref: { userId, slug: `p${userId}`, type: 'dev' },
  template,
  intent: 'launch',
  lane: 0,
  tracker: new LaunchTracker(),
  signal: new AbortController().signal,
});

const release = (source, userId) =>
  source.query(
    `UPDATE user_container SET status = 'stopped', intent = NULL, reserved_at = NULL WHERE user_id = $1 AND container_type = 'dev'`,
    [userId],
  );

async function uncontended(source, admission) {
  const times = [];
  const empty = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const userId = PLACES + 1 + round;
    const none = await timed(() => source.query('SELECT 1'));
    const time = await timed(() => admission.ask(entryOf(userId)));
    await release(source, userId);
    if (round < WARM_UP) continue;
    times.push(time);
    empty.push(none);
  }
  return noMoreThan(3, {
    name: 'admission with room, 10,000 people, 300 places taken, p99',
    value: quantile(times, 0.99),
    unit: 'ms',
    note: `median ${quantile(times, 0.5).toFixed(2)}, an empty statement ${quantile(empty, 0.5).toFixed(2)} and ${quantile(empty, 0.99).toFixed(2)}`,
  });
}

/** What one place that becomes free costs, whatever the number of those who wait. */
async function crowded(source, admission, capacity) {
  capacity.limits = { memory: null, cpu: null, running: PLACES };
  let statements = 0;
  // Those that go together count once: a round trip.
  const { prototype } = source.driver.master.options.Client;
  const send = prototype.query;
  prototype.query = function (...given) {
    statements += 1;
    return send.apply(this, given);
  };
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const told = new Map();
  let inside = () => undefined;
  let served = 0;
  const waits = Array.from({ length: WAITING }, (_, index) => {
    const entry = entryOf(PEOPLE - index);
    entry.tracker = { waiting: ({ position }) => told.set(entry.ref.userId, position) };
    return admission.ask(entry).then(async ({ admitted }) => {
      if (!admitted) await admission.turn(entry);
      served += 1;
      inside();
    });
  });
  const settled = async (count) => {
    while (told.size < WAITING || Math.max(...told.values()) !== count) await new Promise(setImmediate);
  };
  await settled(WAITING);
  const during = timers();
  const costs = [];
  const times = [];
  for (let round = 0; round < 20; round += 1) {
    statements = 0;
    times.push(
      await timed(async () => {
        const one = new Promise((resolve) => (inside = resolve));
        await release(source, round + 1);
        await one;
        for (const userId of told.keys()) if (told.get(userId) === 1) told.delete(userId);
        while (told.size > 0 && Math.max(...told.values()) > WAITING - served) await new Promise(setImmediate);
      }),
    );
    costs.push(statements - 1);
  }
  await source.query(`UPDATE user_container SET reserved_at = NULL WHERE user_id <= ${PLACES}`);
  await Promise.all(waits);
  delete prototype.query;
  return [
    // Those of the connections to the database; none belongs to a launch.
    noMoreThan(20, { name: '300 launches that wait: timers more', value: during - before, unit: '' }),
    noMoreThan(3, {
      name: '300 launches that wait: round trips of a place that becomes free, and of the launch that gets it',
      value: quantile(costs, 0.5),
      unit: '',
    }),
    noMoreThan(300, {
      name: '300 launches that wait: until all know their new places, p95',
      value: quantile(times, 0.95),
      unit: 'ms',
    }),
  ];
}
