import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { until } from '../../../../tests/kit/src/until.js';
import { Loops } from '../../../src/background/loops.js';
import { Admission, type Entry } from '../../../src/containers/admission/admission.js';
import { dataSourceOptions, migrate } from '../../../src/database/data-source.js';
import { DatabaseChannel } from '../../../src/database/database-channel.js';
import { createTestDatabase, type TestDatabase } from '../../test-database.js';

const WAITING = 100;

const template = {
  ...{ type: 'dev', image: 'dev:1', typicalMemoryBytes: 32, limits: { memoryBytes: 64, cpuQuota: 1000 } },
  idle: { pause: 60, stop: 120, remove: null },
};
const catalogue = { all: () => [template], get: () => template, has: () => true };
const capacity = {
  limits: { running: 1, memory: null, cpu: null },
  diskSpace: { free: null, floor: 0, computed: 0 },
  ...{ waitMinutes: 15, makeRoomAfterSeconds: 600 },
};
const runtime = { kind: 'test', capabilities: { pause: true } };

let database: TestDatabase;
let source: DataSource;
let channel: DatabaseChannel;
const loops = new Loops();

beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource(dataSourceOptions(database.address)).initialize();
  await migrate(source);
  await source.query(`INSERT INTO users (email, slug, state)
    SELECT 'u' || n || '@example.com', 'u' || n, 'active' FROM generate_series(1, ${String(WAITING + 1)}) n`);
  channel = new DatabaseChannel(database.address);
  await channel.open();
}, 60_000);
afterAll(async () => {
  loops.onModuleDestroy();
  await loops.beforeApplicationShutdown();
  await channel.close();
  await source.destroy();
  await database.drop();
});

it(`place that becomes free while ${String(WAITING)} wait: two round trips, and one of the launch that gets it`, async () => {
  const admission = new Admission(
    ...([source, channel, catalogue, runtime, capacity, { awaySince: null }, loops] as unknown as ConstructorParameters<
      typeof Admission
    >),
  );
  const positions = new Map<number, number>();
  const ends: AbortController[] = [];
  const entryOf = (userId: number) => {
    const end = new AbortController();
    ends.push(end);
    return {
      ...{ ref: { userId, slug: `u${String(userId)}`, type: 'dev' }, template, intent: 'launch', lane: 0 },
      ...{
        tracker: { waiting: ({ position }: { position: number }) => positions.set(userId, position) },
        signal: end.signal,
      },
    } as unknown as Entry;
  };
  expect((await admission.ask(entryOf(1))).admitted).toBe(true);
  let served = 0;
  const turns: Promise<void>[] = [];
  for (let userId = 2; userId <= WAITING + 1; userId += 1) {
    expect((await admission.ask(entryOf(userId))).admitted).toBe(false);
    turns.push(
      admission.turn(entryOf(userId)).then(
        () => void (served += 1),
        () => undefined,
      ),
    );
  }
  const last = (position: number) =>
    until(`the last one is at position ${String(position)}`, 10, () => positions.get(WAITING + 1) === position);
  const release = (userId: number) =>
    source.query('UPDATE user_container SET reserved_at = NULL, status = $2 WHERE user_id = $1', [userId, 'stopped']);
  await last(WAITING);
  // The first release also plans the statements.
  await release(1);
  await last(WAITING - 1);
  await until('the launch has its place', 10, () => served === 1);

  const sent: string[] = [];

  const send = Client.prototype.query as (...all: unknown[]) => never;
  const spy = jest.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...given: unknown[]) {
    if (typeof given[0] === 'string') sent.push(given[0].replaceAll(/\(.*?\)(?=;|$)/gs, ''));
    return send.apply(this, given);
  });
  await release(2);
  await last(WAITING - 2);
  await until('the launch has its place', 10, () => served === 2);
  spy.mockRestore();
  for (const end of ends) end.abort();
  await Promise.all(turns);

  expect(sent.filter((sql) => sql.includes('EXECUTE'))).toEqual([
    'BEGIN; SELECT pg_advisory_xact_lock; EXECUTE look ',
    'EXECUTE give_places ; COMMIT',
    'SELECT pg_advisory_xact_lock; EXECUTE admit ',
  ]);
  const others = sent.filter((sql) => !/EXECUTE|^PREPARE|^UPDATE user_container SET reserved_at = NULL/.test(sql));
  expect(others).toEqual([]);
});
