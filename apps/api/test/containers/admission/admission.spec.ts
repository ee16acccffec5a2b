import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { until } from '../../../../tests/kit/src/until.js';
import { dataSourceOptions, migrate } from '../../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../test-database.js';

const PLACES = 10;
const CLICKS = 200;
/** Of the second process when it is killed. */
const SERVED_BEFORE_KILL = 10;

interface Click {
  readonly userId: number;
  readonly lane: 0 | 1;
  readonly afterMs: number;
  readonly cancelMs: number | null;
  readonly holdMs: number;
}

/** Each admission, with how many places are taken then. */
interface Given {
  readonly user_id: number;
  readonly lane: number;
  readonly queued_at: Date | null;
  readonly transaction: string;
  readonly taken: number;
}

let database: TestDatabase;
let client: Client;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const source = await new DataSource(dataSourceOptions(database.address)).initialize();
  await migrate(source);
  await source.destroy();
  client = new Client(database.address);
  await client.connect();
  await client.query(`
    INSERT INTO users (email, slug, state) SELECT 'u' || n || '@example.com', 'u' || n, 'active' FROM generate_series(1, ${String(CLICKS)}) n;
    CREATE TABLE given (seq SERIAL, user_id INT, lane INT, queued_at TIMESTAMPTZ, transaction BIGINT, taken INT);
    CREATE FUNCTION note_given() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- One at a time from here to the commit: the count sees all that were given before.
        PERFORM pg_advisory_xact_lock(1);
        INSERT INTO given (user_id, lane, queued_at, transaction, taken)
        SELECT NEW.user_id, NEW.lane, CASE TG_OP WHEN 'UPDATE' THEN OLD.queued_at END, txid_current(), count(*)
        FROM user_container WHERE reserved_at IS NOT NULL;
        RETURN NULL;
      END $$;
    CREATE TRIGGER note_made AFTER INSERT ON user_container
      FOR EACH ROW WHEN (NEW.reserved_at IS NOT NULL) EXECUTE FUNCTION note_given();
    CREATE TRIGGER note_changed AFTER UPDATE ON user_container
      FOR EACH ROW WHEN (OLD.reserved_at IS NULL AND NEW.reserved_at IS NOT NULL) EXECUTE FUNCTION note_given();
  `);
}, 60_000);
afterAll(async () => {
  for (const each of processes) each.kill('SIGKILL');
  await client.end();
  await database.drop();
});

const start = (name: string, clicks: readonly Click[]) => {
  const argument = JSON.stringify({ address: database.address, name, places: PLACES, clicks });
  const child = spawn(process.execPath, [join(__dirname, 'clicks.mjs'), argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => lines.push(line));
  return { child, lines, output, exited: once(child, 'exit') as Promise<[number | null, string | null]> };
};

it('200 clicks at 10 places, 30 % cancelled, two processes, one killed: never more than 10, in order, all served', async () => {
  let seed = 42;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const clicks = Array.from(
    { length: CLICKS },
    (_, index): Click => ({
      userId: index + 1,
      lane: random(4) === 0 ? 1 : 0,
      afterMs: random(300),
      cancelMs: random(10) < 3 ? random(400) : null,
      holdMs: 5 + random(20),
    }),
  );
  const first = start(
    'first',
    clicks.filter(({ userId }) => userId % 2 === 0),
  );
  const second = start(
    'second',
    clicks.filter(({ userId }) => userId % 2 === 1),
  );
  for await (const line of second.output) if (line && second.lines.length >= SERVED_BEFORE_KILL) break;
  second.child.kill('SIGKILL');
  await second.exited;
  // The server still ends what it was sent.
  await until('the server has noticed that the process is gone', 10, async () => {
    const { rows } = await client.query(`SELECT FROM pg_stat_activity WHERE application_name = 'second'`);
    return rows.length === 0;
  });

  // What the comparison of rows and containers does with operations that a dead process has left.
  const left = await client.query<{ user_id: number }>(
    `SELECT user_id FROM user_container WHERE intent IS NOT NULL AND user_id % 2 = 1`,
  );
  expect(left.rows.length).toBeGreaterThan(0);
  const taken = new Set(left.rows.map(({ user_id: userId }) => userId));
  const third = start(
    'third',
    clicks.filter(({ userId }) => taken.has(userId)).map((click) => ({ ...click, afterMs: 0, cancelMs: null })),
  );
  expect(await Promise.all([first.exited, third.exited])).toEqual([
    [0, null],
    [0, null],
  ]);

  const { rows: given } = await client.query<Given>('SELECT * FROM given ORDER BY seq');
  expect(Math.max(...given.map((each) => each.taken))).toBe(PLACES);
  const ended = [...first.lines, ...third.lines].map((line) => line.split(' ')[0]);
  expect(ended.length).toBe(CLICKS / 2 + taken.size);
  expect(new Set(ended)).toEqual(new Set(['served', 'cancelled']));
  const { rows: rest } = await client.query(
    'SELECT user_id FROM user_container WHERE reserved_at IS NOT NULL OR queued_at IS NOT NULL',
  );
  expect(rest).toEqual([]);

  const queued = given.filter((each) => each.queued_at !== null);
  expect(queued.length).toBeGreaterThan(PLACES);
  for (const lane of [0, 1]) {
    const inLane = queued.filter((each) => each.lane === lane);
    const order = inLane.map((each) => Number(each.transaction));
    const byArrival = [...inLane]
      .sort((one, other) => Number(one.queued_at) - Number(other.queued_at))
      .map((each) => Number(each.transaction));
    expect(byArrival).toEqual(order);
  }
}, 60_000);
