import { beforeEach, expect, it } from '@jest/globals';
import type { ContainerRuntime, InstanceSpec, RuntimeHint } from '../../../src/runtime/container-runtime.js';
import { statusOf } from './requests.js';
import type { Subject } from './subject.js';

const ABSENT = 'user-nobody-dev-9';

export function containerTests(subject: () => Subject): void {
  let runtime: ContainerRuntime;
  let spec: InstanceSpec;

  beforeEach(() => {
    runtime = subject().runtime.containers;
    spec = subject().spec;
  });

  it('runtime that can be used: ping resolves', async () => {
    await expect(runtime.ping()).resolves.toBeUndefined();
  });

  it('one instance: created, started, serves, stopped, started again, removed', async () => {
    const created = await runtime.create(spec);
    expect(created).toMatchObject({ userId: 7, type: spec.type, state: 'created', address: null, restarts: 0 });
    const started = await runtime.start(created);
    expect(started).toMatchObject({ id: created.id, state: 'running' });
    expect(await statusOf(started.address, '/healthz')).toBe(200);

    await runtime.stop(spec.name);
    expect(await runtime.inspect(spec.name)).toMatchObject({ id: created.id, state: 'exited', address: null });
    const again = await runtime.start({ ...created, state: 'exited' });
    expect(again.id).toBe(created.id);
    expect(await statusOf(again.address, '/healthz')).toBe(200);

    await runtime.remove(spec.name);
    expect(await runtime.inspect(spec.name)).toBeNull();
  });

  it('memory limit: reported by create and inspect where the runtime has limits', async () => {
    const memoryBytes = runtime.capabilities.limits ? 100 * 1024 ** 2 : null;
    const limited = { ...spec, limits: { ...spec.limits, memoryBytes: 100 * 1024 ** 2 } };
    expect(await runtime.create(limited)).toMatchObject({ memoryBytes });
    expect(await runtime.inspect(spec.name)).toMatchObject({ memoryBytes });
  });

  it('concurrent creates of one name: one instance', async () => {
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => runtime.create(spec)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await runtime.list()).toHaveLength(1);
  });

  it('concurrent starts of one instance: one address', async () => {
    const created = await runtime.create(spec);
    const started = await Promise.all([1, 2, 3].map(() => runtime.start(created)));
    expect(new Set(started.map(({ address }) => JSON.stringify(address))).size).toBe(1);
  });

  it('absent instance: pause, stop and remove resolve, inspect gives null, logs are empty', async () => {
    await expect(runtime.pause(ABSENT)).resolves.toBeUndefined();
    await expect(runtime.stop(ABSENT)).resolves.toBeUndefined();
    await expect(runtime.remove(ABSENT)).resolves.toBeUndefined();
    await expect(runtime.inspect(ABSENT)).resolves.toBeNull();
    await expect(runtime.logs(ABSENT, 5)).resolves.toEqual([]);
  });

  it('list: every instance with its state', async () => {
    const created = await runtime.create(spec);
    expect(await runtime.list()).toEqual([expect.objectContaining({ name: spec.name, userId: 7, state: 'created' })]);
    await runtime.start(created);
    expect(await runtime.list()).toEqual([
      expect.objectContaining({ state: 'running', address: expect.objectContaining({ host: expect.any(String) }) }),
    ]);
  });

  it('stopped instance: the last lines of its log are there', async () => {
    const { address } = await runtime.start(await runtime.create(spec));
    await statusOf(address, '/echo/one');
    await runtime.stop(spec.name);
    expect(await runtime.logs(spec.name, 2)).not.toHaveLength(0);
    expect((await runtime.logs(spec.name, 1)).length).toBeLessThanOrEqual(1);
  });

  it('pause: pauses a running instance where the runtime can, start resumes it, stop stops a paused one', async () => {
    const paused = runtime.capabilities.pause ? 'paused' : 'running';
    const created = await runtime.create(spec);
    await runtime.pause(spec.name);
    expect(await runtime.inspect(spec.name)).toMatchObject({ state: 'created' });
    await runtime.start(created);
    await runtime.pause(spec.name);
    await runtime.pause(spec.name);
    const asleep = await runtime.inspect(spec.name);
    expect(asleep).toMatchObject({ id: created.id, state: paused });
    if (asleep) expect(await statusOf((await runtime.start(asleep)).address, '/healthz')).toBe(200);

    await runtime.pause(spec.name);
    await runtime.stop(spec.name);
    expect(await runtime.inspect(spec.name)).toMatchObject({ id: created.id, state: 'exited' });
    await runtime.pause(spec.name);
    expect(await runtime.inspect(spec.name)).toMatchObject({ state: 'exited' });
  });

  it('data received: grows with a request, not without one, where the runtime counts it', async () => {
    const created = await runtime.create(spec);
    expect(await runtime.received(created)).toBeNull();
    const started = await runtime.start(created);
    const received = async () => (await runtime.received(started)) ?? 0;
    expect(await statusOf(started.address, '/healthz')).toBe(200);
    const before = await received();
    expect((await received()) - before).toBeLessThan(1000);
    expect(await statusOf(started.address, `/echo/${'x'.repeat(2000)}`)).toBeLessThan(500);
    const grown = (await received()) - before;
    if (runtime.capabilities.traffic) expect(grown).toBeGreaterThan(2000);
    else expect(grown).toBe(0);
  });

  it('layers: measured for every instance, where the runtime can tell', async () => {
    const created = await runtime.create(spec);
    const measured = await runtime.measureLayers(new AbortController().signal);
    const layers = measured.filter(({ id }) => id === created.id).map(({ layerBytes }) => layerBytes);
    expect(layers).toEqual(runtime.capabilities.isolation ? [expect.any(Number)] : []);
  });

  it('rename: works whether it runs or not, fails with name_taken where the name is in use', async () => {
    const other = `${spec.name}-00000000`;
    try {
      const created = await runtime.start(await runtime.create(spec));
      await runtime.rename(created, other);
      expect(await runtime.inspect(spec.name)).toBeNull();
      expect(await runtime.inspect(other)).toMatchObject({ id: created.id, name: other, state: 'running' });
      await runtime.rename(created, other);

      await runtime.create(spec);
      await expect(runtime.rename(created, spec.name)).rejects.toMatchObject({ code: 'name_taken' });
      await runtime.remove(spec.name);
      await runtime.rename(created, spec.name);
      await runtime.stop(spec.name);
      expect(await runtime.list()).toEqual([expect.objectContaining({ id: created.id, name: spec.name })]);
    } finally {
      await runtime.remove(other);
    }
  });

  it('followed log: begins with the last lines, goes on with new ones, ends with the signal and not the instance', async () => {
    const { address } = await runtime.start(await runtime.create(spec));
    await statusOf(address, '/echo/before');
    const enough = new AbortController();
    const lines = runtime.followLogs(spec.name, 1000, enough.signal)[Symbol.asyncIterator]();
    await lineWith('/echo/before', lines);
    await statusOf(address, '/echo/grüße-später');
    await lineWith(encodeURI('/echo/grüße-später'), lines);
    enough.abort();
    for (let rest = await lines.next(); !rest.done; ) rest = await lines.next();
    expect(await runtime.inspect(spec.name)).toMatchObject({ state: 'running' });
  });

  it('followed log of an instance that is stopped: ends', async () => {
    const { address } = await runtime.start(await runtime.create(spec));
    await statusOf(address, '/echo/last');
    const followed: string[] = [];
    const following = (async () => {
      for await (const line of runtime.followLogs(spec.name, 10, new AbortController().signal)) followed.push(line);
    })();
    await runtime.stop(spec.name);
    await following;
    expect(followed.join()).toContain('/echo/last');
    expect(await runtime.logs(spec.name, 1000)).toEqual(expect.arrayContaining(followed.slice(0, 1)));
  });

  it('watch: a resync first, then a hint on every change, none after it was ended', async () => {
    const hints: RuntimeHint[] = [];
    let onHint: () => void = () => undefined;
    const unwatch = runtime.watch((hint) => {
      hints.push(hint);
      onHint();
    });
    const until = (reached: () => boolean) =>
      new Promise<void>((resolve) => {
        onHint = () => {
          if (reached()) resolve();
        };
        onHint();
      });
    await until(() => hints[0]?.kind === 'resync');
    await runtime.start(await runtime.create(spec));
    await runtime.stop(spec.name);
    const changes = () => hints.filter((hint) => hint.kind === 'changed' && hint.name === spec.name).length;
    await until(() => changes() >= 3);
    unwatch();
    const before = hints.length;
    await runtime.remove(spec.name);
    expect(hints).toHaveLength(before);
  });
}

async function lineWith(text: string, lines: AsyncIterator<string>): Promise<void> {
  for (;;) {
    const { done, value } = await lines.next();
    if (done) throw new Error(`the log ended before ${text}`);
    if (value.includes(text)) return;
  }
}
