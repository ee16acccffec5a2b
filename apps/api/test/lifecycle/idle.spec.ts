import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IdlePolicy } from '../../src/lifecycle/idle-policy.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { type Person, type Product, startProduct } from '../product.js';

const limits = { CONTAINER_IDLE_TIMEOUT: '100', CONTAINER_STOP_TIMEOUT: '200', CONTAINER_STALE_TIMEOUT: '1000' };

describe('unused containers', () => {
  let product: Product;
  let ann: Person;

  const container = async () => (await ann.list()).find(({ type }) => type === 'dev');
  const page = (headers: Record<string, string> = {}) => ann.open('/ann-dev/', headers);
  const unusedFor = (seconds: number) =>
    product.rows(`UPDATE user_container SET last_used = now() - interval '${String(seconds)} seconds'`);
  const check = () => product.spawner.app.get(IdlePolicy).check();

  beforeAll(async () => {
    product = await startProduct({ environment: limits });
    ann = await product.register('ann@example.com');
  });
  beforeEach(async () => {
    await ann.launch('dev');
    // Stores uses of an earlier test before this one sets `last_used`.
    await check();
  });
  afterAll(async () => {
    await product.close();
  });

  it('running container: the list says what comes next, and when', async () => {
    const { last_used: lastUsed, next_rest: next } = (await container()) ?? {};
    // Processes cannot be paused.
    expect(next?.action).toBe('stop');
    expect(Date.parse(next?.at ?? '') - Date.parse(lastUsed ?? '')).toBe(200_000);
  });

  it('used within the limit: stays running', async () => {
    await unusedFor(190);
    await check();
    expect(await container()).toMatchObject({ status: 'running' });
  });

  it('unused for longer than the limit: stopped, with the reason', async () => {
    await unusedFor(210);
    await check();
    expect(await container()).toMatchObject({
      status: 'stopped',
      rest_reason: 'idle',
      next_rest: { action: 'remove' },
    });
  });

  it('request to the service: counts as use', async () => {
    await unusedFor(210);
    expect((await page()).status).toBe(200);
    await check();
    expect(await container()).toMatchObject({ status: 'running', rest_reason: null });
  });

  it('stopped for disuse: opening its page launches it, polling by an open page does not', async () => {
    const poll = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
    expect((await page(poll)).status).toBe(200);
    await check();
    await unusedFor(210);
    expect((await page(poll)).status).toBe(200);
    await check();
    expect(await container()).toMatchObject({ status: 'stopped', rest_reason: 'idle' });
    expect((await page(poll)).status).toBe(503);
    expect(await container()).toMatchObject({ status: 'stopped' });
    const opened = await page({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' });
    // Back at once, or after the waiting page.
    if (opened.status !== 200) expect([opened.status, (await page()).status]).toEqual([503, 200]);
    expect(await container()).toMatchObject({ status: 'running', rest_reason: null });
  });

  it('unused for longer than the last limit: removed, its volume stays', async () => {
    await unusedFor(1010);
    await check();
    await check();
    expect(await container()).toMatchObject({ status: 'not_created', rest_reason: 'idle', container_id: null });
    expect(await product.spawner.app.get(ContainerRuntime).list()).toEqual([]);
    expect(await product.spawner.app.get(VolumeStore).list()).toEqual([
      expect.objectContaining({ type: 'dev', path: '/srv/www' }),
    ]);
  });
});
