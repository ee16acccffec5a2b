import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IdlePolicy } from '../../src/lifecycle/idle-policy.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { type Person, type Product, startProduct } from '../product.js';

const limits = { CONTAINER_IDLE_TIMEOUT: '100', CONTAINER_STOP_TIMEOUT: '200', CONTAINER_STALE_TIMEOUT: '1000' };

describe('containers that nobody uses', () => {
  let product: Product;
  let ann: Person;

  const card = async () => (await ann.list()).find(({ type }) => type === 'dev');
  const page = (headers: Record<string, string> = {}) => ann.visit('/ann-dev/', headers);
  const unusedFor = (seconds: number) =>
    product.rows(`UPDATE user_container SET last_used = now() - interval '${String(seconds)} seconds'`);
  const look = () => product.spawner.app.get(IdlePolicy).look();

  beforeAll(async () => {
    product = await startProduct({ environment: limits });
    ann = await product.register('ann@example.com');
  });
  beforeEach(async () => {
    await ann.launch('dev');
    // A visit of an earlier test is remembered before this one begins.
    await look();
  });
  afterAll(async () => {
    await product.close();
  });

  it('says what comes next, and when', async () => {
    const { last_used: lastUsed, next_rest: next } = (await card()) ?? {};
    // Processes cannot be paused.
    expect(next?.action).toBe('stop');
    expect(Date.parse(next?.at ?? '') - Date.parse(lastUsed ?? '')).toBe(200_000);
  });

  it('leaves alone what was used lately', async () => {
    await unusedFor(190);
    await look();
    expect(await card()).toMatchObject({ status: 'running' });
  });

  it('stops what was not, and says why', async () => {
    await unusedFor(210);
    await look();
    expect(await card()).toMatchObject({ status: 'stopped', rest_reason: 'idle', next_rest: { action: 'remove' } });
  });

  it('takes a visit to the service for use', async () => {
    await unusedFor(210);
    expect((await page()).status).toBe(200);
    await look();
    expect(await card()).toMatchObject({ status: 'running', rest_reason: null });
  });

  it('brings it back for whoever opens its page, but not for the polling of a forgotten tab', async () => {
    const poll = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
    expect((await page(poll)).status).toBe(200);
    await look();
    await unusedFor(210);
    expect((await page(poll)).status).toBe(200);
    await look();
    expect(await card()).toMatchObject({ status: 'stopped', rest_reason: 'idle' });
    expect((await page(poll)).status).toBe(503);
    expect(await card()).toMatchObject({ status: 'stopped' });
    const opened = await page({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' });
    // Back at once, or after the waiting page.
    if (opened.status !== 200) expect([opened.status, (await page()).status]).toEqual([503, 200]);
    expect(await card()).toMatchObject({ status: 'running', rest_reason: null });
  });

  it('removes what nobody has used for long, and keeps its files', async () => {
    await unusedFor(1010);
    await look();
    await look();
    expect(await card()).toMatchObject({ status: 'not_created', rest_reason: 'idle', container_id: null });
    expect(await product.spawner.app.get(ContainerRuntime).list()).toEqual([]);
    expect(await product.spawner.app.get(VolumeStore).list()).toEqual([
      expect.objectContaining({ type: 'dev', path: '/srv/www' }),
    ]);
  });
});
