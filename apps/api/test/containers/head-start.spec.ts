import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { removeNetwork } from '../../../tests/kit/src/docker.js';
import { ensureDevImage } from '../../../tests/kit/src/images.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { until } from '../../../tests/kit/src/until.js';
import { containerName } from '../../src/container-ref/container-ref.js';
import { OperationSchedule } from '../../src/containers/operations/schedule.js';
import { OperationSteps } from '../../src/containers/operations/steps.js';
import { AppError } from '../../src/errors/app-error.js';
import { Reconciler } from '../../src/lifecycle/reconciler.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { type Person, post, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { withEngine } from '../with-engine.js';

const HOLD_MS = 20_000;

/** Ends the time for which containers are held, which a test does not wait for. */
const runOut = new Set<() => void>();
const realTimeout = setTimeout;
beforeAll(() => {
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(
    Object.assign((work: () => void, ms?: number) => {
      if (ms === HOLD_MS) runOut.add(work);
      return realTimeout(work, ms);
    }, realTimeout),
  );
});
const timeIsUp = () => {
  for (const end of runOut) end();
  runOut.clear();
};

withEngine(() => {
  describe('head start', () => {
    const network = `spawner-${uniqueId('h')}`;
    let database: TestDatabase;
    let product: Product;
    let people = 0;

    const start = (environment: Readonly<Record<string, string>> = {}) =>
      startProduct({
        database,
        environment: {
          ...{ RUNTIME: 'docker', TRAEFIK_NETWORK: network, DOCKER_SUBNET: '', MAGIC_LINK_RATE_LIMIT: '20' },
          ...{ JWT_SECRET_KEY: 'k'.repeat(48), ...environment },
        },
      });

    beforeAll(async () => {
      await ensureDevImage();
      database = await createTestDatabase();
      product = await start();
    }, 60_000);
    afterEach(() => {
      jest.clearAllMocks();
    });
    afterAll(async () => {
      await removeAll();
      await product.close();
      await removeNetwork(network);
      await database.drop();
    });

    const runtime = (of = product) => of.spawner.app.get(ContainerRuntime);
    async function removeAll() {
      for (const { name } of await runtime().list()) await runtime().remove(name);
      // Also those whose container is gone.
      const volumes = product.spawner.app.get(VolumeStore);
      for (const key of await volumes.list()) await volumes.remove(key);
    }
    const newcomer = () => product.register(`${uniqueId('p')}${String((people += 1))}@example.com`);
    const call = (of: Person, action: string, at = product) =>
      post<{ prepared?: boolean; container_id?: string | null; status?: string }>(
        `${at.url}/api/container/${action}/dev`,
        undefined,
        { authorization: `Bearer ${of.token}` },
      );
    const keyOf = ({ user }: Person) => ({ userId: user.id, slug: user.slug, type: 'dev' });
    const instance = (of: Person) => runtime().inspect(containerName(keyOf(of)));
    const stateIs = (of: Person, state: string | undefined) =>
      until(`the container is ${String(state)}`, 20, async () => (await instance(of))?.state === state);
    /** Until it is held. */
    const prepare = async (of: Person, at = product) => {
      expect(await call(of, 'prepare', at)).toEqual({ status: 202, body: { prepared: true } });
      await stateIs(of, 'paused');
      return instance(of);
    };
    /** All that a preparation must not change. */
    const trace = async (of: Person) => ({
      // Without what is measured in the background.
      row: await product.rows(
        `SELECT to_jsonb(container) - 'kept' AS row FROM user_container container WHERE user_id = ${String(of.user.id)}`,
      ),
      audit: await product.rows(
        `SELECT action FROM audit_event WHERE actor_id = ${String(of.user.id)} AND action LIKE 'container%'`,
      ),
      volumes: await product.spawner.app.get(VolumeStore).list(keyOf(of)),
      state: (await instance(of))?.state,
      card: { ...(await of.detail('dev')), kept: null },
    });
    const isAsBefore = (of: Person, before: Awaited<ReturnType<typeof trace>>) =>
      until('all is as before', 20, async () => JSON.stringify(await trace(of)) === JSON.stringify(before));

    it('new container prepared, then launched: it is the same one, with the launch as its only use', async () => {
      const ann = await newcomer();
      const before = await ann.detail('dev');
      const held = await prepare(ann);
      expect(await ann.detail('dev')).toEqual({ ...before, status_since: expect.anything() });
      expect(await call(ann, 'launch')).toMatchObject({ status: 200, body: { container_id: held?.id } });
      expect((await ann.open(`/${ann.user.slug}-dev/`)).status).toBe(200);
      expect((await trace(ann)).audit).toEqual([{ action: 'container_launched' }]);
      expect(await call(ann, 'prepare')).toEqual({ status: 202, body: { prepared: false } });
    });

    it('new container prepared and not launched: no container, no volume, no row and no audit event is left', async () => {
      const ann = await newcomer();
      const before = await trace(ann);
      await prepare(ann);
      // Tells of the row, not of what runs.
      await product.spawner.app.get(Reconciler).run();
      expect((await instance(ann))?.state).toBe('paused');
      timeIsUp();
      await isAsBefore(ann, before);
    });

    it('file for a container that is only prepared: refused, because it would be lost', async () => {
      const ann = await newcomer();
      await prepare(ann);
      const answer = await fetch(`${product.url}/api/container/file/dev?path=index.html`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/octet-stream' },
        body: 'lost',
      });
      expect(answer.status).toBe(404);
    });

    it('file that arrives before a preparation begins: refused too, because it would be lost', async () => {
      const ann = await newcomer();
      const volumes = product.spawner.app.get(VolumeStore);
      const write = volumes.writeFiles.bind(volumes);
      const writeFiles = jest.spyOn(volumes, 'writeFiles').mockImplementation(async (...file) => {
        await prepare(ann);
        return write(...file);
      });
      const answer = await fetch(`${product.url}/api/container/file/dev?path=index.html`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/octet-stream' },
        body: 'lost',
      });
      writeFiles.mockRestore();
      expect(answer.status).toBe(404);
    });

    it('volume that was there before: stays when the new container goes', async () => {
      const ann = await newcomer();
      await call(ann, 'launch');
      await post(`${product.url}/api/container/stop/dev`, undefined, { authorization: `Bearer ${ann.token}` });
      await fetch(`${product.url}/api/container/dev`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${ann.token}` },
      });
      const { volumes } = await trace(ann);
      expect(volumes).toHaveLength(1);
      await prepare(ann);
      timeIsUp();
      await stateIs(ann, undefined);
      await until('the row is as before', 20, async () => (await trace(ann)).row.length === 1);
      expect((await trace(ann)).volumes).toEqual(volumes);
    });

    /** A preparation that finds the volumes so; nothing is created. */
    async function isNotPrepared(of: Person, found: { readonly isWhole: boolean }) {
      const volumes = product.spawner.app.get(VolumeStore);
      const schedule = product.spawner.app.get(OperationSchedule);
      const create = jest.spyOn(runtime(), 'create');
      const list = jest.spyOn(volumes, 'list').mockResolvedValue([]);
      const isWhole = jest.spyOn(volumes, 'isWhole').mockResolvedValue(found.isWhole);
      try {
        await call(of, 'prepare');
        await until('the preparation has ended', 20, () => list.mock.calls.length > 0 && !schedule.isBusy(keyOf(of)));
      } finally {
        list.mockRestore();
        isWhole.mockRestore();
      }
      expect(create).not.toHaveBeenCalled();
    }

    it('volume that is not seen: nothing is prepared, and so it is not removed with it', async () => {
      const ann = await newcomer();
      await call(ann, 'launch');
      await fetch(`${product.url}/api/container/dev`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${ann.token}` },
      });
      const { volumes } = await trace(ann);
      await isNotPrepared(ann, { isWhole: true });
      timeIsUp();
      await product.spawner.app.get(Reconciler).run();
      expect(volumes).toHaveLength(1);
      expect((await trace(ann)).volumes).toEqual(volumes);
    });

    it('machine is away: nothing is prepared for a newcomer either', async () => {
      const ann = await newcomer();
      await isNotPrepared(ann, { isWhole: false });
      expect((await trace(ann)).row).toEqual([]);
    });

    it('stopped container prepared and not launched: stopped again, and not used', async () => {
      const ann = await newcomer();
      await call(ann, 'launch');
      await call(ann, 'stop');
      const before = await trace(ann);
      await prepare(ann);
      timeIsUp();
      await isAsBefore(ann, before);
    });

    it.each(['new', 'stopped'])('%s container prepared, then visited: the visit launches it', async (before) => {
      const ann = await newcomer();
      if (before === 'stopped') {
        await call(ann, 'launch');
        await call(ann, 'stop');
      }
      await prepare(ann);
      await until('the page', 20, async () => (await ann.open(`/${ann.user.slug}-dev/`)).status === 200);
      expect((await ann.detail('dev')).status).toBe('running');
      timeIsUp();
      expect((await ann.open(`/${ann.user.slug}-dev/`)).status).toBe(200);
    });

    it('launch while the container is being started: takes over, and creates no second one', async () => {
      const ann = await newcomer();
      const create = jest.spyOn(runtime(), 'create');
      let launch: ReturnType<typeof call> | undefined;
      const begin = runtime().start.bind(runtime());
      jest.spyOn(runtime(), 'start').mockImplementationOnce((found) => {
        launch = call(ann, 'launch');
        return begin(found);
      });
      await call(ann, 'prepare');
      await until('the start', 20, () => launch !== undefined);
      const { id } = (await create.mock.results[0]?.value) as { id: string };
      expect(await launch).toMatchObject({ status: 200, body: { container_id: id } });
      expect((await trace(ann)).audit).toEqual([{ action: 'container_launched' }]);
    });

    it('stop of a container that is only prepared: it is as before', async () => {
      const ann = await newcomer();
      await prepare(ann);
      expect(await call(ann, 'stop')).toMatchObject({ status: 200, body: { status: 'not_created' } });
      const { row, volumes, state } = await trace(ann);
      expect({ row, volumes, state }).toEqual({ row: [], volumes: [], state: undefined });
    });

    it('recreate of a container that is prepared: a new one runs', async () => {
      const ann = await newcomer();
      const held = await prepare(ann);
      const { status, body } = await call(ann, 'recreate');
      expect(status).toBe(200);
      expect(body.container_id).not.toBe(held?.id);
    });

    it('others launch: the preparation waits', async () => {
      const [ann, bob] = [await newcomer(), await newcomer()];
      const create = jest.spyOn(runtime(), 'create');
      const begin = runtime().start.bind(runtime());
      const order: string[] = [];
      jest.spyOn(runtime(), 'start').mockImplementationOnce(async (found) => {
        await call(ann, 'prepare');
        const started = await begin(found);
        order.push(`of bob, creations: ${String(create.mock.calls.length)}`);
        return started;
      });
      await call(bob, 'launch');
      await stateIs(ann, 'paused');
      expect(order).toEqual(['of bob, creations: 1']);
    });

    it('several unused ones: the user gets no more for a while', async () => {
      const ann = await newcomer();
      for (let count = 0; count < 3; count += 1) {
        const before = await trace(ann);
        await prepare(ann);
        timeIsUp();
        await isAsBefore(ann, before);
      }
      expect((await call(ann, 'prepare')).body).toEqual({ prepared: false });
      expect(await instance(ann)).toBeNull();
    });

    it('engine away when it should be put back: put back later', async () => {
      const ann = await newcomer();
      const before = await trace(ann);
      await prepare(ann);
      const remove = jest.spyOn(runtime(), 'remove').mockRejectedValueOnce(new AppError('runtime_unreachable'));
      timeIsUp();
      await until('the failed attempt', 20, () => remove.mock.calls.length > 0);
      await product.spawner.app.get(Reconciler).run();
      await isAsBefore(ann, before);
    });

    it('two processes: the other one leaves it alone, and a launch there takes it over', async () => {
      const ann = await newcomer();
      const other = await start();
      try {
        const held = await prepare(ann);
        await other.spawner.app.get(Reconciler).run();
        expect((await instance(ann))?.state).toBe('paused');
        expect(await call(ann, 'launch', other)).toMatchObject({ status: 200, body: { container_id: held?.id } });
        timeIsUp();
        await product.spawner.app.get(Reconciler).run();
        expect((await instance(ann))?.state).toBe('running');
      } finally {
        await other.close();
      }
    });

    it('launch by another process, while the connection with the lock was broken: it runs on, with its volume', async () => {
      const ann = await newcomer();
      const other = await start();
      try {
        const held = await prepare(ann);
        // As if the other process had the lock and is done before this one takes it again.
        const { signal } = new AbortController();
        await other.spawner.app.get(OperationSteps).perform('launch', { ref: keyOf(ann), signal });
        timeIsUp();
        const schedule = product.spawner.app.get(OperationSchedule);
        await until('the preparation has ended', 20, () => !schedule.isBusy(keyOf(ann)));
        expect(await instance(ann)).toMatchObject({ id: held?.id, state: 'running' });
        expect((await trace(ann)).volumes).toHaveLength(1);
        expect((await ann.detail('dev')).status).toBe('running');
      } finally {
        await other.close();
      }
    });

    it('one place left: one container is prepared, not one for each who hovers', async () => {
      const [ann, bob] = [await newcomer(), await newcomer()];
      const places = await product.rows('SELECT 1 FROM user_container WHERE reserved_at IS NOT NULL');
      const other = await start({ CAPACITY_RUNNING: String(places.length + 1) });
      try {
        await prepare(ann, other);
        expect((await call(bob, 'prepare', other)).body).toEqual({ prepared: false });
        expect((await call(bob, 'launch', other)).status).toBe(200);
      } finally {
        await other.close();
      }
    });

    it('process ends: puts back what it holds', async () => {
      const ann = await newcomer();
      const other = await start();
      const before = await trace(ann);
      try {
        await prepare(ann, other);
      } finally {
        await other.close();
      }
      await isAsBefore(ann, before);
    });

    it('HEAD_START=false: prepares nothing', async () => {
      const ann = await newcomer();
      const other = await start({ HEAD_START: 'false' });
      try {
        expect((await call(ann, 'prepare', other)).body).toEqual({ prepared: false });
      } finally {
        await other.close();
      }
      expect(await instance(ann)).toBeNull();
    });
  });
});
