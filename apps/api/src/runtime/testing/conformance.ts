import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '../../common/app-error.js';
import { ask } from '../../gateway/probe.js';
import type { Template } from '../../templates/template.js';
import type { ContainerRuntime, InstanceSpec, RuntimeHint } from '../container-runtime.js';

export interface RuntimeUnderTest {
  readonly runtime: ContainerRuntime;
  /** Bundled, so that the runtime can prepare it by itself. */
  readonly template: Template;
  /** Removes everything the suite may have left. */
  dispose(): Promise<void>;
}

/** What every runtime promises, whatever it runs on. */
export function describeRuntime(name: string, make: () => Promise<RuntimeUnderTest>): void {
  describe(`runtime ${name}`, () => {
    let under: RuntimeUnderTest;
    let runtime: ContainerRuntime;
    let spec: InstanceSpec;

    beforeAll(async () => {
      under = await make();
      runtime = under.runtime;
      spec = {
        userId: 7,
        type: under.template.type,
        slug: 'ann',
        name: `user-ann-${under.template.type}-7`,
        template: under.template,
        environment: { USER_ID: '7', USER_SLUG: 'ann', CONTAINER_TYPE: under.template.type, BASE_PATH: '' },
        labels: { 'example.label': 'kept' },
      };
    }, 120_000);

    afterEach(async () => {
      await runtime.remove(spec.name);
    });

    afterAll(async () => {
      await runtime.close();
      await under.dispose();
    });

    it('answers', async () => {
      await expect(runtime.ping()).resolves.toBeUndefined();
    });

    it('prepares a bundled template once for everybody who waits', async () => {
      const said: (string | null)[] = [];
      await Promise.all([
        runtime.prepareImage(under.template, ({ detail }) => said.push(detail)),
        runtime.prepareImage(under.template, () => undefined),
      ]);
      await expect(runtime.create(spec)).resolves.toMatchObject({ name: spec.name });
    }, 300_000);

    it('creates, starts, serves, stops, starts again and removes', async () => {
      const created = await runtime.create(spec);
      expect(created).toMatchObject({ userId: 7, type: spec.type, state: 'created', address: null });
      const started = await runtime.start(created);
      expect(started).toMatchObject({ id: created.id, state: 'running' });
      expect(await body(started.address, '/healthz')).toBe(200);

      await runtime.stop(spec.name);
      expect(await runtime.inspect(spec.name)).toMatchObject({ id: created.id, state: 'exited', address: null });
      const again = await runtime.start({ ...created, state: 'exited' });
      expect(again.id).toBe(created.id);
      expect(await body(again.address, '/healthz')).toBe(200);

      await runtime.remove(spec.name);
      expect(await runtime.inspect(spec.name)).toBeNull();
    });

    it('creates once for one name, however often it is asked', async () => {
      const made = await Promise.all([1, 2, 3, 4, 5].map(() => runtime.create(spec)));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      expect(await runtime.list()).toHaveLength(1);
    });

    it('starts once, however often it is asked', async () => {
      const created = await runtime.create(spec);
      const started = await Promise.all([1, 2, 3].map(() => runtime.start(created)));
      expect(new Set(started.map(({ address }) => JSON.stringify(address))).size).toBe(1);
    });

    it('takes stop and remove of what is not there for done', async () => {
      await expect(runtime.stop('user-nobody-dev-9')).resolves.toBeUndefined();
      await expect(runtime.remove('user-nobody-dev-9')).resolves.toBeUndefined();
      await expect(runtime.inspect('user-nobody-dev-9')).resolves.toBeNull();
      await expect(runtime.logs('user-nobody-dev-9', 5)).resolves.toEqual([]);
    });

    it('lists what it has made, with its state', async () => {
      const created = await runtime.create(spec);
      expect(await runtime.list()).toEqual([expect.objectContaining({ name: spec.name, userId: 7, state: 'created' })]);
      await runtime.start(created);
      expect(await runtime.list()).toEqual([
        expect.objectContaining({ state: 'running', address: expect.objectContaining({ host: expect.any(String) }) }),
      ]);
    });

    it('keeps the last lines of the log', async () => {
      const { address } = await runtime.start(await runtime.create(spec));
      await body(address, '/echo/one');
      await runtime.stop(spec.name);
      expect(await runtime.logs(spec.name, 2)).not.toHaveLength(0);
      expect((await runtime.logs(spec.name, 1)).length).toBeLessThanOrEqual(1);
    });

    it('tells watchers of every change, beginning with a resync', async () => {
      const hints: RuntimeHint[] = [];
      let told: () => void = () => undefined;
      const unwatch = runtime.watch((hint) => {
        hints.push(hint);
        told();
      });
      const until = (seen: () => boolean) =>
        new Promise<void>((resolve) => {
          told = () => {
            if (seen()) resolve();
          };
          told();
        });
      await until(() => hints[0]?.kind === 'resync');
      await runtime.start(await runtime.create(spec));
      await runtime.stop(spec.name);
      const changes = () => hints.filter((hint) => hint.kind === 'changed' && hint.name === spec.name).length;
      await until(() => changes() >= 3);
      unwatch();
      const heard = hints.length;
      await runtime.remove(spec.name);
      expect(hints).toHaveLength(heard);
    });

    it('asks for an image that is not there', async () => {
      const template = { ...under.template, type: 'absent', image: 'spawner-test-absent:none', folder: '/nonexistent' };
      await expect(runtime.create({ ...spec, template })).rejects.toMatchObject({ code: 'image_missing' });
      await expect(runtime.prepareImage(template, () => undefined)).rejects.toBeInstanceOf(AppError);
    });
  });
}

async function body(address: { host: string; port: number } | null, path: string): Promise<number | undefined> {
  if (!address) throw new Error('the instance has no address');
  const url = new URL(`http://${address.host}:${String(address.port)}${path}`);
  const deadline = AbortSignal.timeout(10_000);
  for (;;) {
    const answer = await ask({ url, signal: deadline });
    if (answer) return answer.status;
    deadline.throwIfAborted();
  }
}
