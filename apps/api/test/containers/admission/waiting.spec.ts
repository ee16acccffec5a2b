import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CapacityState, PrepareResponse, Problem, SettingsResponse } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { docker, removeNetwork } from '../../../../tests/kit/src/docker.js';
import { buildImage } from '../../../../tests/kit/src/images.js';
import { uniqueId } from '../../../../tests/kit/src/run.js';
import { bundledTemplate } from '../../../../tests/kit/src/templates.js';
import { until } from '../../../../tests/kit/src/until.js';
import { Reconciler } from '../../../src/lifecycle/reconciler.js';
import { type Answer, type Person, type Product, startProduct } from '../../product.js';
import { createTestDatabase, type TestDatabase } from '../../test-database.js';
import { withEngine } from '../../with-engine.js';

const call = async <T>(
  product: Product,
  person: Person,
  method: string,
  path: string,
  body?: object,
): Promise<Answer<T & Problem>> => {
  const response = await fetch(`${product.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${person.token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T & Problem };
};
const stop = (product: Product, person: Person) => call(product, person, 'POST', '/api/container/stop/dev');
const waits = (person: Person, position: number) =>
  until(`${person.user.slug} waits at position ${String(position)}`, 10, async () => {
    const { status, launch } = await person.detail('dev');
    return status === 'starting' && launch?.wait?.position === position ? launch.wait : null;
  });

describe('server with one place', () => {
  let database: TestDatabase;
  let product: Product;
  let ann: Person;
  let bob: Person;
  let eve: Person;

  /** Logins outlive a restart. */
  const secret = randomBytes(32).toString('hex');

  const start = async () => {
    product = await startProduct({ database, environment: { CAPACITY_RUNNING: '1', JWT_SECRET_KEY: secret } });
  };
  const change = async (values: object) => {
    const { body } = await call<SettingsResponse>(product, ann, 'GET', '/api/admin/settings');
    await call(product, ann, 'PATCH', '/api/admin/settings', { version: body.version, values });
  };

  const statusOf = async ({ user }: Person) => {
    const [row] = await product.rows<{ status: string }>(
      `SELECT status FROM user_container WHERE user_id = ${String(user.id)}`,
    );
    return row?.status;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    await start();
    [ann, bob, eve] = [
      await product.register('ann@example.com'),
      await product.register('bob@example.com'),
      await product.register('eve@example.com'),
    ];
  });
  afterAll(async () => {
    await product.close();
    await database.drop();
  });

  it('others wait in order, with reason and place; one leaves by a stop, the next gets the place that becomes free', async () => {
    expect((await ann.launch('dev')).status).toBe(200);
    const launchOfBob = bob.launch('dev');
    expect(await waits(bob, 1)).toEqual({ reason: 'running', position: 1, ahead: 0, free_at: expect.any(String) });
    const launchOfEve = eve.launch('dev');
    await waits(eve, 2);
    expect((await call<CapacityState>(product, ann, 'GET', '/api/admin/capacity')).body).toMatchObject({
      running: { capacity: 1, reserved: 1 },
      waiting: 2,
    });

    expect(await stop(product, bob)).toMatchObject({ status: 200, body: { status: 'not_created' } });
    expect((await launchOfBob).body.code).toBe('superseded');
    await waits(eve, 1);
    await stop(product, ann);
    expect((await launchOfEve).status).toBe(200);
    // A container that has a place keeps it while it is restarted.
    expect((await call(product, eve, 'POST', '/api/container/restart/dev')).status).toBe(200);
  });

  it('waits for too long: no_room, and the card says so', async () => {
    const launch = ann.launch('dev');
    await waits(ann, 1);
    await product.rows(
      `UPDATE user_container SET queued_at = queued_at - interval '15 min' WHERE queued_at IS NOT NULL`,
    );
    expect(await launch).toMatchObject({ status: 503, body: { code: 'no_room' } });
    expect(await ann.detail('dev')).toMatchObject({ status: 'error', failure: { code: 'no_room', phase: 'queued' } });
  });

  it('too little left of the disk: refused at once; what has a place may still be launched', async () => {
    await change({ capacity_disk_floor_mb: 67_108_864 });
    expect(await ann.launch('dev')).toMatchObject({ status: 507, body: { code: 'disk_full' } });
    expect((await eve.launch('dev')).status).toBe(200);
    await change({ capacity_disk_floor_mb: null });
  });

  it('processor capacity finer than a thousandth: can be read', async () => {
    await change({ capacity_cores: 1.0006 });
    expect((await call(product, ann, 'GET', '/api/admin/capacity')).body).toMatchObject({ cpu: { capacity: 1001 } });
    await change({ capacity_cores: null });
  });

  it('who waits has no template any more: leaves the line, and others get the place', async () => {
    await stop(product, eve);
    await product.rows(
      `INSERT INTO user_container (user_id, container_type, runtime, status, intent, reserved_memory, reserved_cpu, queued_at, lane, overtaken)
       VALUES (${String(eve.user.id)}, 'gone', 'process', 'starting', 'launch', 1, 1, now() - interval '1 min', 0, 0)`,
    );
    const launch = ann.launch('dev');
    await product.spawner.app.get(Reconciler).run();
    expect((await launch).status).toBe(200);
    expect(
      await product.rows(
        `SELECT status, intent, failure->>'code' AS code, queued_at, reserved_at FROM user_container WHERE container_type = 'gone'`,
      ),
    ).toEqual([{ status: 'error', intent: null, code: 'unknown_type', queued_at: null, reserved_at: null }]);
    await product.rows(`DELETE FROM user_container WHERE container_type = 'gone'`);
    await stop(product, ann);
    expect((await eve.launch('dev')).status).toBe(200);
  }, 20_000);

  it('one leaves the line while places are given: gets none, and the next one does', async () => {
    await stop(product, eve);
    await product.rows(
      `INSERT INTO user_container (user_id, container_type, runtime, status, intent, reserved_memory, reserved_cpu, queued_at, lane, overtaken)
       VALUES (${String(eve.user.id)}, 'gone', 'process', 'starting', 'launch', 1, 1, now() - interval '1 min', 0, 0)`,
    );
    const launch = await product.spawner.app.get(DataSource).transaction(async (manager) => {
      await manager.query(
        `UPDATE user_container SET status = 'not_created', intent = NULL, queued_at = NULL WHERE container_type = 'gone'`,
      );
      const launch = ann.launch('dev');
      await until('the place waits for the row', 10, async () => {
        const waiting = await product.rows(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      return { launch };
    });
    expect((await launch.launch).status).toBe(200);
    expect(
      await product.rows(`SELECT FROM user_container WHERE reserved_at IS NOT NULL AND status = 'not_created'`),
    ).toEqual([]);
    await product.rows(`DELETE FROM user_container WHERE container_type = 'gone'`);
    await stop(product, ann);
    expect((await eve.launch('dev')).status).toBe(200);
  }, 20_000);

  it('product is restarted: those who wait are taken up again in their order', async () => {
    const launches = [bob.launch('dev').catch(() => undefined)];
    await waits(bob, 1);
    launches.push(ann.launch('dev').catch(() => undefined));
    await waits(ann, 2);
    await product.close();
    await Promise.all(launches);
    await start();
    // Local processes end with the product: the place of the one that ran is free.
    await until('bob has it', 20, async () => (await statusOf(bob)) === 'running');
    expect(await statusOf(ann)).toBe('starting');
    await stop(product, bob);
    await until('ann has it', 20, async () => (await statusOf(ann)) === 'running');
  });
});

withEngine(() => {
  describe('server with one place, on Docker', () => {
    const image = `spawner-${uniqueId('w')}:latest`;
    const network = `spawner-${uniqueId('n')}`;
    let product: Product;
    /** The engine may be shared: names of containers are made from those of people. */
    const run = uniqueId('r');

    beforeAll(async () => {
      await buildImage(image, { from: bundledTemplate('dev') });
      product = await startProduct({
        environment: {
          ...{ RUNTIME: 'docker', DOCKER_SUBNET: '', TRAEFIK_NETWORK: network, USER_TEMPLATE_IMAGE_DEV: image },
          ...{ CAPACITY_RUNNING: '1', CAPACITY_MAKE_ROOM_MINUTES: '0' },
        },
      });
    }, 60_000);
    afterAll(async () => {
      await product.close();
      await removeNetwork(network);
      await docker(['image', 'rm', '--force', image]);
    });

    it('paused container: is stopped when somebody waits, and says so; running one: is never taken', async () => {
      const ann = await product.register(`ann-${run}@example.com`);
      const bob = await product.register(`bob-${run}@example.com`);
      expect((await ann.launch('dev')).status).toBe(200);
      const launch = bob.launch('dev');
      await waits(bob, 1);
      expect((await ann.detail('dev')).status).toBe('running');
      await docker(['pause', `user-${ann.user.slug}-dev-${String(ann.user.id)}`]);
      expect((await launch).status).toBe(200);
      expect(await ann.detail('dev')).toMatchObject({ status: 'stopped', rest_reason: 'room' });

      // The way back goes through the line as well.
      const back = ann.launch('dev');
      await waits(ann, 1);
      // A preparation would take the room that somebody waits for.
      const prepare = await call<PrepareResponse>(
        product,
        await product.register('eve@example.com'),
        'POST',
        '/api/container/prepare/dev',
      );
      expect(prepare.body).toEqual({ prepared: false });
      await stop(product, bob);
      expect((await back).status).toBe(200);

      // Started by hand: it gets a place although there is none, and nothing is ended for it.
      await docker(['start', `user-${bob.user.slug}-dev-${String(bob.user.id)}`]);
      await until('both run', 30, async () => (await bob.detail('dev')).status === 'running');
      const { body } = await call<CapacityState>(product, ann, 'GET', '/api/admin/capacity');
      expect(body.running).toEqual({ capacity: 1, computed: null, reserved: 2 });
      expect((await ann.detail('dev')).status).toBe('running');
      for (const person of [ann, bob]) await call(product, person, 'DELETE', '/api/container/dev?data=delete');
    }, 60_000);
  });
});
