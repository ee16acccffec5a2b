import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ActionResponse } from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { OperationSchedule } from '../../src/containers/operations/schedule.js';
import { AppError } from '../../src/errors/app-error.js';
import { Gateway } from '../../src/gateway/gateway.js';
import type { RoutedGateway } from '../../src/gateway/routed-gateway.js';
import { Reconciler } from '../../src/lifecycle/reconciler.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { type Answer, type Person, type Product, startProduct } from '../product.js';

const late = `
  import http from 'node:http';
  await new Promise((go) => setTimeout(go, 700));
  http.createServer((request, response) => response.end('late')).listen(process.env.PORT, process.env.HOST);
  process.on('SIGTERM', () => process.exit(0));
`;

/** An answer or a problem, depending on the HTTP status. */
interface Outcome {
  readonly status: string | number;
  readonly container_id?: string | null;
  readonly code?: string;
}

describe('operations on a container', () => {
  let product: Product;
  let ann: Person;

  const act = async (method: string, path: string): Promise<Answer<Outcome>> => {
    const answer = await fetch(`${product.url}/api/container/${path}`, {
      method,
      headers: { authorization: `Bearer ${ann.token}` },
    });
    return { status: answer.status, body: (await answer.json()) as Outcome };
  };
  const container = async (type: string) => (await ann.list()).find((each) => each.type === type);
  const page = async (type: string) => (await ann.open(`/ann-${type}/`)).status;

  beforeAll(async () => {
    product = await startProduct({ services: { late } });
    ann = await product.register('ann@example.com');
  });
  afterAll(async () => {
    await product.close();
  });

  it('stop, then launch: the same container runs again', async () => {
    const launched = await ann.launch('dev');
    const stopped = await act('POST', 'stop/dev');
    expect(ActionResponse.parse(stopped.body)).toEqual({
      message: 'Container gestoppt',
      status: 'stopped',
      container_id: launched.body.container_id,
    });
    expect(await container('dev')).toMatchObject({
      status: 'stopped',
      rest_reason: 'asked',
      container_id: launched.body.container_id,
    });
    expect((await ann.launch('dev')).body.container_id).toBe(launched.body.container_id);
    expect(await page('dev')).toBe(200);
  });

  it('visit after the container has ended, before the stop is stored: waits for the next launch', async () => {
    const runtime = product.spawner.app.get(ContainerRuntime);
    const { routeTable } = product.spawner.app.get<RoutedGateway>(Gateway);
    const end = runtime.stop.bind(runtime);
    let visit: Promise<number> | undefined;
    const stop = jest.spyOn(runtime, 'stop').mockImplementationOnce(async (name) => {
      await end(name);
      const answered = jest.fn();
      visit = page('dev').finally(answered);
      while (answered.mock.calls.length + (routeTable.at('ann-dev')?.waitingCount ?? 0) === 0) {
        await new Promise(setImmediate);
      }
    });
    expect((await act('POST', 'stop/dev')).body.status).toBe('stopped');
    expect(await visit).toBe(200);
    stop.mockRestore();
  });

  it('restart: the same container, running again', async () => {
    const before = (await container('dev'))?.container_id;
    const { status, body } = await act('POST', 'restart/dev');
    expect([status, body.status, body.container_id]).toEqual([200, 'running', before]);
    expect(await page('dev')).toBe(200);
  });

  it('recreate: another container, running', async () => {
    const before = (await container('dev'))?.container_id;
    const { status, body } = await act('POST', 'recreate/dev');
    expect([status, body.status]).toEqual([200, 'running']);
    expect(body.container_id).not.toBe(before);
    expect(await page('dev')).toBe(200);
  });

  it('remove: no container; stop and remove without a container succeed', async () => {
    const removed = await act('DELETE', 'dev');
    expect(removed).toEqual({
      status: 200,
      body: { message: 'Container entfernt', status: 'not_created', container_id: null },
    });
    expect(await container('dev')).toMatchObject({ status: 'not_created', container_id: null, created_at: null });
    expect(await page('dev')).toBe(404);
    expect((await act('DELETE', 'dev')).status).toBe(200);
    expect((await act('POST', 'stop/dev')).body).toMatchObject({ status: 'not_created', container_id: null });
  });

  it('volumes that cannot be deleted: the deletion is finished later', async () => {
    await ann.launch('dev');
    const remove = jest.spyOn(product.spawner.app.get(VolumeStore), 'remove').mockRejectedValueOnce(new Error('busy'));
    expect((await act('DELETE', 'dev?data=delete')).status).toBe(500);
    const intents = () => product.rows(`SELECT intent FROM user_container WHERE container_type = 'dev'`);
    expect(await intents()).toEqual([{ intent: 'remove_with_volumes' }]);
    await product.spawner.app.get(Reconciler).run();
    while ((await container('dev'))?.status !== 'not_created');
    expect(await intents()).toEqual([{ intent: null }]);
    expect(remove).toHaveBeenCalledTimes(2);
    remove.mockRestore();
  });

  it('stop during a launch: the launch is superseded, the container ends stopped', async () => {
    const launch = ann.launch('late');
    while ((await container('late'))?.status !== 'starting');
    const stop = act('POST', 'stop/late');
    expect([(await launch).status, (await launch).body.code]).toEqual([409, 'superseded']);
    expect((await stop).body.status).toBe('stopped');
    expect(await container('late')).toMatchObject({ status: 'stopped' });
    expect((await ann.launch('late')).status).toBe(200);
  });

  it('five operations at once: the container ends in the last intent', async () => {
    const answers = await Promise.all([
      act('POST', 'restart/late'),
      act('POST', 'stop/late'),
      act('POST', 'recreate/late'),
      act('DELETE', 'late'),
      ann.launch('late'),
    ]);
    expect(answers.at(-1)?.status).toBe(200);
    expect(await container('late')).toMatchObject({ status: 'running' });
    expect(await page('late')).toBe(200);
  });

  it.each([
    ['DELETE', 'dev'],
    ['DELETE', 'dev?data=delete'],
    ['POST', 'stop/dev'],
  ])('%s %s while a recreate removes the container: it stays away', async (method, path) => {
    await ann.launch('dev');
    const runtime = product.spawner.app.get(ContainerRuntime);
    const end = runtime.remove.bind(runtime);
    let later: Promise<Answer<Outcome>> | undefined;
    const remove = jest.spyOn(runtime, 'remove').mockImplementationOnce(async (name) => {
      later = act(method, path);
      const schedule: unknown = product.spawner.app.get(OperationSchedule);
      const { queues } = schedule as { queues: ReadonlyMap<string, { readonly waiting: unknown }> };
      await until('it waits', 10, () => [...queues.values()].some(({ waiting }) => waiting));
      await end(name);
    });
    expect(await act('POST', 'recreate/dev')).toMatchObject({ status: 409, body: { code: 'superseded' } });
    expect(await later).toMatchObject({ status: 200, body: { status: 'not_created' } });
    remove.mockRestore();
    expect(
      await product.rows(`SELECT status, intent, reserved_at FROM user_container WHERE container_type = 'dev'`),
    ).toEqual([{ status: 'not_created', intent: null, reserved_at: null }]);
  });

  it('container of a failed launch that runs: launched again, with a place', async () => {
    await ann.launch('dev');
    await product.rows(`UPDATE user_container SET status = 'error', reserved_at = NULL,
      failure = '{"code": "not_ready", "facts": {}, "phase": "ready", "at": "", "logTail": []}' WHERE container_type = 'dev'`);
    await product.spawner.app.get(Reconciler).run();
    const stored = () =>
      product.rows(
        `SELECT status, reserved_at IS NOT NULL AS reserved FROM user_container WHERE container_type = 'dev'`,
      );
    await until('it runs', 10, async () => isDeepStrictEqual(await stored(), [{ status: 'running', reserved: true }]));
  });

  it.each(['running', 'paused'])(
    '%s before a launch that it does not answer: goes on and keeps its place',
    async (status) => {
      await ann.launch('dev');
      await product.rows(`UPDATE user_container SET status = '${status}' WHERE container_type = 'dev'`);
      const gateway = product.spawner.app.get(Gateway);
      const mocks = [
        jest.spyOn(gateway, 'answers').mockResolvedValueOnce(false),
        jest.spyOn(gateway, 'open').mockRejectedValueOnce(new AppError('not_listening', { port: 8080, seconds: 60 })),
      ];
      expect(await ann.launch('dev')).toMatchObject({ status: 504, body: { code: 'not_listening' } });
      for (const mock of mocks) mock.mockRestore();
      expect(
        await product.rows(`SELECT status, intent, reserved_at IS NOT NULL AS reserved, failure FROM user_container
        WHERE container_type = 'dev'`),
      ).toEqual([{ status: 'running', intent: null, reserved: true, failure: null }]);
      expect(await page('dev')).toBe(200);
    },
  );

  it('container that the runtime restarts: the gateway forgets its address until it runs', async () => {
    await ann.launch('dev');
    const runtime = product.spawner.app.get(ContainerRuntime);
    const { routeTable } = product.spawner.app.get<RoutedGateway>(Gateway);
    const real = runtime.list.bind(runtime);
    const list = jest
      .spyOn(runtime, 'list')
      .mockImplementation(async () =>
        (await real()).map((each) => (each.type === 'dev' ? { ...each, state: 'restarting', address: null } : each)),
      );
    await product.spawner.app.get(Reconciler).run();
    expect(routeTable.at('ann-dev')?.backend).toBeNull();
    list.mockRestore();
    await product.spawner.app.get(Reconciler).run();
    expect(await page('dev')).toBe(200);
  });

  it('blocked person’s container is started outside Spawner: is stopped, once', async () => {
    const bob = await product.register('bob@example.com');
    await bob.launch('dev');
    const of = `user_id = ${String(bob.user.id)}`;
    await product.rows(`UPDATE user_container SET status = 'stopped', reserved_at = NULL WHERE ${of}`);
    await product.rows(`UPDATE users SET blocked = TRUE WHERE id = ${String(bob.user.id)}`);
    const stop = jest.spyOn(product.spawner.app.get(ContainerRuntime), 'stop');
    const stored = () => product.rows(`SELECT status, reserved_at, intent FROM user_container WHERE ${of}`);
    const isStopped = async () => {
      const [instance] = (await product.spawner.app.get(ContainerRuntime).list()).filter(
        ({ userId }) => userId === bob.user.id,
      );
      return instance?.state === 'exited';
    };
    await product.spawner.app.get(Reconciler).run();
    await until('it is stopped', 10, isStopped);
    await until('its row says so', 10, async () =>
      isDeepStrictEqual(await stored(), [{ status: 'stopped', reserved_at: null, intent: null }]),
    );
    await product.spawner.app.get(Reconciler).run();
    expect(stop).toHaveBeenCalledTimes(1);
    stop.mockRestore();
  });

  it.each([
    ['POST', 'stop/nope'],
    ['POST', 'restart/nope'],
    ['POST', 'recreate/nope'],
    ['DELETE', 'nope'],
  ])('unknown type: refused: %s %s', async (method, path) => {
    expect(await act(method, path)).toMatchObject({ status: 400, body: { code: 'unknown_type' } });
  });
});
