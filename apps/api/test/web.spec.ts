import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pages, Problem } from '@spawner/contracts';
import { type Product, startProduct } from './product.js';

describe('dashboard and unknown paths', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(async () => {
    await product.close();
  });

  const navigate = (path: string) => fetch(`${product.url}${path}`, { headers: { accept: 'text/html' } });

  it.each(Object.values(pages))('page %s: served', async (path) => {
    const answer = await navigate(path);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<title>Spawner</title>')]);
  });

  it.each(['br', 'gzip'])('script of the page: sent as %s where the browser takes it', async (encoding) => {
    const [, script = ''] = /src="(\/assets\/index-[^"]+)"/.exec(await (await navigate('/login')).text()) ?? [];
    const answer = await fetch(`${product.url}${script}`, { headers: { 'accept-encoding': encoding } });
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, encoding]);
    expect(answer.headers.get('vary')).toContain('accept-encoding');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect(await answer.text()).toContain('import');
  });

  it('unknown path, browser: the page with status 404', async () => {
    const answer = await navigate('/nobody-dev/');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });

  it.each(['/nobody-dev/', '/api/nothing', '/assets/none.js'])('path %s, program: problem JSON', async (path) => {
    const answer = await fetch(`${product.url}${path}`, {
      headers: { accept: 'application/json', 'accept-language': 'en' },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    expect(Problem.parse(await answer.json())).toMatchObject({ code: 'not_found', title: 'There is nothing here.' });
  });

  it('liveness and readiness: reported without a login', async () => {
    expect(await (await fetch(`${product.url}/api/health/live`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${product.url}/api/health/ready`)).json()).toEqual({ status: 'ok', runtime: 'up' });
  });

  it('info: names runtime, isolation and mail', async () => {
    expect(await (await fetch(`${product.url}/api/info`)).json()).toMatchObject({
      runtime: 'process',
      isolated: false,
      mail: 'outbox',
    });
  });
});
