import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Corrections } from '../../src/lifecycle/corrections.js';
import { listenTo } from '../event-stream.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const services = { other: 'process.exit(3)' };

describe('start with rows whose containers are gone', () => {
  let database: TestDatabase;
  let product: Product;
  let ann: Person;
  let compare: () => void;

  const cards = async () =>
    Object.fromEntries((await ann.list()).map(({ type, status, verified }) => [type, { status, verified }]));

  beforeEach(async () => {
    database = await createTestDatabase();
    const before = await startProduct({ database, services });
    const user = await before.register('ann@example.com');
    await before.close();
    await before.rows(`INSERT INTO user_container (user_id, container_type, status, container_id)
      SELECT ${String(user.user.id)}, type, 'running', 'gone' FROM unnest(ARRAY['dev', 'other']) type`);
    const { correctAll } = Corrections.prototype;
    const begins = new Promise<void>((resolve) => (compare = resolve));
    jest.spyOn(Corrections.prototype, 'correctAll').mockImplementation(async function (this: Corrections, isAgain) {
      await begins;
      await correctAll.call(this, isAgain);
    });
    product = await startProduct({ database, services });
    ann = await product.register('ann@example.com');
  });
  afterEach(async () => {
    compare();
    await product.close();
    jest.restoreAllMocks();
    await database.drop();
  });

  it('comparison still under way: it listens, and the cards say that they are not verified', async () => {
    expect(await cards()).toEqual({
      dev: { status: 'running', verified: false },
      other: { status: 'running', verified: false },
    });
    const events = await listenTo(`${product.url}/api/events`, ann.token);
    compare();
    await events.until(({ type, status, verified }) => type === 'other' && status === 'not_created' && verified);
    events.close();
    expect(await cards()).toEqual({
      dev: { status: 'not_created', verified: true },
      other: { status: 'not_created', verified: true },
    });
  });

  it('comparison still under way: a launch verifies its own card', async () => {
    expect((await ann.launch('dev')).status).toBe(200);
    expect(await cards()).toEqual({
      dev: { status: 'running', verified: true },
      other: { status: 'running', verified: false },
    });
    expect((await ann.open('/ann-dev/')).status).toBe(200);
  });
});
