import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../../src/background/clock.js';
import { containerName } from '../../src/container-ref/container-ref.js';
import { Reconciler } from '../../src/lifecycle/reconciler.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { TemplateCatalogue } from '../../src/templates/template-catalogue.js';
import { listenTo } from '../event-stream.js';
import { type Person, type Product, startProduct } from '../product.js';
import { specOf } from '../runtime/spec-of.js';

describe('containers without a row', () => {
  let product: Product;
  let ann: Person;
  let runtime: ContainerRuntime;

  const spec = (userId: number, slug: string) =>
    specOf(product.spawner.app.get(TemplateCatalogue).get('dev'), { userId, slug });
  const called = (name: string) =>
    new Promise<void>((resolve) => {
      const unwatch = runtime.watch(() => {
        void names().then((all) => {
          if (!all.includes(name)) return;
          unwatch();
          resolve();
        });
      });
    });
  const names = async () => (await runtime.list()).map(({ name }) => name).sort();

  beforeAll(async () => {
    product = await startProduct({ environment: { ORPHAN_GRACE_TIMEOUT: '60' } });
    ann = await product.register('ann@example.com');
    runtime = product.spawner.app.get(ContainerRuntime);
  });
  afterAll(async () => {
    await product.close();
  });

  it('running container of a user: gets a row and is served', async () => {
    const events = await listenTo(`${product.url}/api/events`, ann.token);
    await runtime.start(await runtime.create(spec(ann.user.id, 'ann')));
    await events.until(({ status }) => status === 'running');
    events.close();
    expect((await ann.list())[0]).toMatchObject({ status: 'running', container_id: (await runtime.list())[0]?.id });
    expect((await ann.open('/ann-dev/')).status).toBe(200);
  });

  it('container renamed by hand: gets its name back', async () => {
    const [instance] = await runtime.list();
    if (!instance) throw new Error('nothing runs');
    await runtime.rename(instance, 'renamed-by-hand');
    await called(instance.name);
    expect((await ann.launch('dev')).body.container_id).toBe(instance.id);
  });

  it('container that is gone by the time it would be adopted: gets no row', async () => {
    const cleo = await product.register('cleo@example.com');
    const [instance] = await runtime.list();
    if (!instance) throw new Error('nothing runs');
    const ref = { userId: cleo.user.id, slug: 'cleo', type: 'dev' };
    const gone = { ...instance, userId: ref.userId, name: containerName(ref), id: 'gone' };
    const list = jest.spyOn(runtime, 'list').mockResolvedValueOnce([instance, gone]);
    await product.spawner.app.get(Reconciler).run();
    list.mockRestore();
    expect(await product.rows(`SELECT status FROM user_container WHERE user_id = ${String(cleo.user.id)}`)).toEqual([]);
  });

  it('container with a user id that no user can have: the next orphan is still adopted', async () => {
    const impossible = await runtime.create(spec(99_999_999_999, 'aaa'));
    const bob = await product.register('bob@example.com');
    const events = await listenTo(`${product.url}/api/events`, bob.token);
    const running = await runtime.start(await runtime.create(spec(bob.user.id, 'bob')));
    await events.until(({ status }) => status === 'running');
    events.close();
    expect((await bob.list())[0]).toMatchObject({ container_id: running.id });
    for (const { name } of [impossible, running]) await runtime.remove(name);
  });

  it('container without an owner: removed after the grace time, and no other', async () => {
    const clock = jest.spyOn(product.spawner.app.get(Clock), 'now');
    const orphan = await runtime.create(spec(999, 'ghost'));
    const compare = async (secondsLater: number) => {
      clock.mockReturnValue(new Date(Date.now() + secondsLater * 1000));
      await product.spawner.app.get(Reconciler).run();
    };
    await compare(0);
    await compare(59);
    expect(await names()).toContain(orphan.name);
    await compare(61);
    expect(await names()).toEqual([`user-ann-dev-${String(ann.user.id)}`]);
    clock.mockRestore();
  });
});
