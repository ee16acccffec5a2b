import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Product, startProduct } from '../product.js';
import { FakeEngine, silence } from './fake-engine.js';

const ANYTHING = [
  'GET /_ping',
  'GET /info',
  'GET /networks',
  'GET /containers/json',
  'GET /events',
  'GET /images/json',
];

describe('RUNTIME=auto', () => {
  let engine: FakeEngine;
  let product: Product;

  beforeEach(async () => {
    engine = await FakeEngine.start();
    for (const call of ANYTHING) engine.on(call, silence);
    product = await startProduct({ environment: { RUNTIME: 'auto', DOCKER_HOST: engine.address } });
  });
  afterEach(async () => {
    await product.close();
    await engine.close();
  });

  it('engine that accepts calls and answers none: Spawner serves, reports it, and starts no process', async () => {
    const get = async (path: string): Promise<unknown> => (await fetch(`${product.url}${path}`)).json();
    expect(await get('/api/info')).toMatchObject({ runtime: 'docker', isolated: true });
    expect(await get('/api/health/ready')).toEqual({ status: 'degraded', runtime: 'down' });
    const ann = await product.register('ann@example.com');
    expect(await ann.launch('dev')).toMatchObject({ status: 503, body: { code: 'runtime_unreachable' } });
    expect(await ann.list()).toMatchObject([{ type: 'dev', status: 'not_created', as_of: expect.any(String) }]);
    expect(await product.rows('SELECT * FROM user_container')).toEqual([]);
  });
});
