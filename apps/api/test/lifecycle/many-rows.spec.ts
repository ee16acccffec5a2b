import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { BeforeQueryEvent } from 'typeorm/subscriber/event/QueryEvent.js';
import { Loops } from '../../src/background/loops.js';
import { formatKey } from '../../src/container-ref/container-ref.js';
import { MOST_AT_ONCE, UserContainerRepository } from '../../src/containers/user-container.repository.js';
import { Corrections } from '../../src/lifecycle/corrections.js';
import { IdlePolicy } from '../../src/lifecycle/idle-policy.js';
import { type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const ROWS = 10_000;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** Rows of user_container that a statement looked at, whether or not they passed its filter. */
const rowsRead = (plan: Plan): number =>
  (plan['Relation Name'] === 'user_container'
    ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
    : 0) + (plan.Plans ?? []).reduce((sum, each) => sum + rowsRead(each), 0);

describe(`${String(ROWS)} rows`, () => {
  let product: Product;
  let source: DataSource;
  let database: TestDatabase;
  let listener: Client;
  let notifications = 0;

  const fill = async (columns: string, values: string): Promise<void> => {
    await product.rows('DELETE FROM users');
    await product.rows(`INSERT INTO users (email, slug, role, state)
      SELECT n || '@example.com', 'user' || n, 'user', 'active' FROM generate_series(1, ${String(ROWS)}) n`);
    await product.rows(`INSERT INTO user_container (user_id, container_type, ${columns})
      SELECT id, 'dev', ${values} FROM users`);
    await product.rows('ANALYZE');
  };
  /** What the statements of some work read, by running them again with EXPLAIN ANALYZE. */
  const statementsOf = async (work: () => Promise<void>) => {
    const statements: { query: string; parameters: unknown[] }[] = [];
    const subscriber = {
      beforeQuery: ({ query, parameters }: BeforeQueryEvent) => {
        if (query.includes('user_container')) statements.push({ query, parameters: (parameters ?? []) as unknown[] });
      },
    };
    source.subscribers.push(subscriber);
    await work();
    source.subscribers.splice(source.subscribers.indexOf(subscriber), 1);
    const read = await Promise.all(
      statements.map(async ({ query, parameters }) => {
        const [row] = await source.query<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(
          `EXPLAIN (ANALYZE, FORMAT JSON) ${query}`,
          parameters,
        );
        return row?.['QUERY PLAN'][0] ? rowsRead(row['QUERY PLAN'][0].Plan) : 0;
      }),
    );
    return { count: statements.length, read: read.reduce((sum, each) => sum + each, 0) };
  };
  const statuses = async () => {
    const counts = await product.rows<{ status: string; count: number }>(
      'SELECT status, count(*)::int FROM user_container GROUP BY status',
    );
    return Object.fromEntries(counts.map(({ status, count }) => [status, count]));
  };
  /** Notifications of changed rows, after all that were sent before. */
  const heard = async () => {
    await listener.query('SELECT');
    return { count: notifications };
  };
  const correct = ({ spawner }: Product) => spawner.app.get(Corrections).correctAll();
  const tick = () => statementsOf(() => correct(product));
  const check = () => statementsOf(() => product.spawner.app.get(IdlePolicy).check());

  beforeAll(async () => {
    database = await createTestDatabase();
    product = await startProduct({
      database,
      environment: { CONTAINER_STOP_TIMEOUT: '1000', CONTAINER_STALE_TIMEOUT: '1000' },
    });
    source = product.spawner.app.get(DataSource);
    // They would correct the rows before the tests count.
    product.spawner.app.get(Loops).onModuleDestroy();
    // Idle containers rest only after a first comparison.
    await product.spawner.app.get(Corrections).correctAll();
    listener = new Client(database.address);
    listener.on('notification', () => (notifications += 1));
    await listener.connect();
    await listener.query('LISTEN spawner_card');
  });
  afterAll(async () => {
    await listener.end();
    await product.close();
    await database.drop();
  });

  it('nothing runs: a tick and an idle check read no row', async () => {
    await fill('status', "'not_created'");
    expect(await tick()).toEqual({ count: 1, read: 0 });
    expect(await check()).toEqual({ count: 1, read: 0 });
  });

  it('all in use: an idle check reads no row', async () => {
    await fill('status, container_id, last_used', "'running', 'c' || id, now()");
    expect(await check()).toEqual({ count: 1, read: 0 });
  });

  it('one unused among those in use: an idle check reads that row only', async () => {
    await fill('status, container_id, last_used', "'running', 'c' || id, now()");
    await product.rows(`UPDATE user_container SET last_used = now() - interval '1 hour'
      WHERE user_id = (SELECT max(id) FROM users)`);
    const { count, read } = await check();
    expect(read).toBeLessThan(10);
    expect(count).toBeLessThan(10);
  });

  it('all containers gone at once: two statements for 2,000 rows, one notification for 100', async () => {
    await fill('status, container_id', "'stopped', 'c' || id");
    const { count: before } = await heard();
    const { count } = await tick();
    expect(count).toBe((2 * ROWS) / MOST_AT_ONCE + 1);
    expect(await statuses()).toEqual({ not_created: ROWS });
    expect((await heard()).count - before).toBe(ROWS / 100 + ROWS / MOST_AT_ONCE);
  });

  it('correction that ends in its third chunk, as when the process is killed: the next one corrects the rest', async () => {
    await fill('status, container_id', "'stopped', 'c' || id");
    let chunks = 0;
    const fault = async () => {
      chunks += 1;
      if (chunks === 3) throw new Error('killed');
      await Promise.resolve();
    };
    product.spawner.app.get(UserContainerRepository).removed.add(fault);
    await expect(correct(product)).rejects.toThrow('killed');
    expect(await statuses()).toEqual({ not_created: 2 * MOST_AT_ONCE, stopped: ROWS - 2 * MOST_AT_ONCE });
    await correct(product);
    expect(await statuses()).toEqual({ not_created: ROWS });
  });

  it('two processes correct at the same time: each row once, by one of them', async () => {
    const other = await startProduct({ database });
    other.spawner.app.get(Loops).onModuleDestroy();
    await fill('status, container_id', "'stopped', 'c' || id");
    const removed: string[] = [];
    for (const { spawner } of [product, other]) {
      spawner.app.get(UserContainerRepository).removed.add(async (keys) => {
        removed.push(...keys.map(formatKey));
        await Promise.resolve();
      });
    }
    await Promise.all([correct(product), correct(other)]);
    // What one of them skipped while the other was changing it.
    await correct(product);
    expect(await statuses()).toEqual({ not_created: ROWS });
    expect([removed.length, new Set(removed).size]).toEqual([ROWS, ROWS]);
    await other.close();
  });
});
