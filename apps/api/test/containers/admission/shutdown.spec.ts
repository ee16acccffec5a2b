import { expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { until } from '../../../../tests/kit/src/until.js';
import { startProduct } from '../../product.js';
import { createTestDatabase } from '../../test-database.js';

it('process ends while a launch waits: the launch is refused, and that is recorded', async () => {
  const database = await createTestDatabase();
  const product = await startProduct({ database, environment: { CAPACITY_RUNNING: '1' } });
  const [ann, bob] = [await product.register('ann@example.com'), await product.register('bob@example.com')];
  expect((await ann.launch('dev')).status).toBe(200);
  const launch = bob.launch('dev');
  await until('bob waits', 10, async () => (await bob.detail('dev')).launch?.wait);
  const errors = jest.spyOn(Logger.prototype, 'error');
  await product.close();
  expect((await launch).body.code).toBe('shutting_down');
  expect(await product.rows(`SELECT outcome FROM audit_event WHERE facts->>'code' = 'shutting_down'`)).toEqual([
    { outcome: 'failed' },
  ]);
  // What is stored while its connection ends is logged as lost.
  expect(errors).not.toHaveBeenCalled();
  await database.drop();
}, 60_000);
