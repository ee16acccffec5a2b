import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '../../src/errors/app-error.js';
import { ask } from '../../src/gateway/probe.js';
import type { ContainerRuntime, InstanceSpec, RuntimeHint } from '../../src/runtime/container-runtime.js';
import type { Template } from '../../src/templates/template.js';

export interface RuntimeUnderTest {
  readonly runtime: ContainerRuntime;
  /** Bundled, so that the runtime can prepare it by itself; serves the files of its only volume and logs requests. */
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
    let folder: string;

    beforeAll(async () => {
      under = await make();
      runtime = under.runtime;
      folder = under.template.volumes[0] ?? '';
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
      await runtime.removeVolumes(spec);
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
      expect(created).toMatchObject({ userId: 7, type: spec.type, state: 'created', address: null, restarts: 0 });
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

    it('takes pause, stop and remove of what is not there for done', async () => {
      await expect(runtime.pause('user-nobody-dev-9')).resolves.toBeUndefined();
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

    it('pauses where it can, resumes, and stops a paused one', async () => {
      const paused = runtime.capabilities.pause ? 'paused' : 'running';
      const created = await runtime.create(spec);
      await runtime.pause(spec.name);
      expect(await runtime.inspect(spec.name)).toMatchObject({ state: 'created' });
      await runtime.start(created);
      await runtime.pause(spec.name);
      await runtime.pause(spec.name);
      const asleep = await runtime.inspect(spec.name);
      expect(asleep).toMatchObject({ id: created.id, state: paused });
      if (asleep) expect(await body((await runtime.start(asleep)).address, '/healthz')).toBe(200);

      await runtime.pause(spec.name);
      await runtime.stop(spec.name);
      expect(await runtime.inspect(spec.name)).toMatchObject({ id: created.id, state: 'exited' });
      await runtime.pause(spec.name);
      expect(await runtime.inspect(spec.name)).toMatchObject({ state: 'exited' });
    });

    it('renames, running or not, unless the name is taken', async () => {
      const other = `${spec.name}0`;
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

    it('follows the log from its last lines until the reader has enough', async () => {
      const { address } = await runtime.start(await runtime.create(spec));
      await body(address, '/echo/before');
      const enough = new AbortController();
      const lines = runtime.followLogs(spec.name, 1000, enough.signal)[Symbol.asyncIterator]();
      await lineWith('/echo/before', lines);
      await body(address, '/echo/grüße-später');
      await lineWith(encodeURI('/echo/grüße-später'), lines);
      enough.abort();
      for (let rest = await lines.next(); !rest.done; ) rest = await lines.next();
      expect(await runtime.inspect(spec.name)).toMatchObject({ state: 'running' });
    });

    it('ends the log where the instance ends', async () => {
      const { address } = await runtime.start(await runtime.create(spec));
      await body(address, '/echo/last');
      const said: string[] = [];
      const following = (async () => {
        for await (const line of runtime.followLogs(spec.name, 10, new AbortController().signal)) said.push(line);
      })();
      await runtime.stop(spec.name);
      await following;
      expect(said.join()).toContain('/echo/last');
      expect(await runtime.logs(spec.name, 1000)).toEqual(expect.arrayContaining(said.slice(0, 1)));
    });

    it('keeps a volume over stop, remove and create, until it is removed itself', async () => {
      await runtime.start(await runtime.create(spec));
      await runtime.writeFile(spec.name, `${folder}/index.html`, Buffer.from('kept: grüße'));
      await runtime.stop(spec.name);
      await runtime.remove(spec.name);
      const [volume, ...others] = await runtime.listVolumes();
      expect(others).toEqual([]);
      expect(volume).toEqual({ userId: 7, type: spec.type, path: folder, name: expect.stringContaining(spec.name) });

      const { address } = await runtime.start(await runtime.create(spec));
      expect(await page(address, '/')).toBe('kept: grüße');
      expect(await runtime.listVolumes()).toEqual([volume]);
      expect((await runtime.measureVolumes()).get(volume?.name ?? '')).toBeGreaterThanOrEqual(13);

      await runtime.remove(spec.name);
      await runtime.removeVolumes({ userId: 8, type: spec.type });
      expect(await runtime.listVolumes()).toEqual([volume]);
      await runtime.removeVolumes(spec);
      await runtime.removeVolumes(spec);
      expect(await runtime.listVolumes()).toEqual([]);
      const fresh = await runtime.start(await runtime.create(spec));
      expect(await page(fresh.address, '/')).not.toBe('kept: grüße');
    });

    it('writes files with the folders they need, running or not', async () => {
      const created = await runtime.create(spec);
      await runtime.writeFile(spec.name, `${folder}/a/b c/deep.txt`, Buffer.from('one'));
      const { address } = await runtime.start(created);
      expect(await page(address, '/a/b%20c/deep.txt')).toBe('one');
      await runtime.writeFile(spec.name, `${folder}/a/b c/deep.txt`, Buffer.from('two'));
      await runtime.writeFile(spec.name, `${folder}/a/empty.txt`, Buffer.alloc(0));
      expect(await page(address, '/a/b%20c/deep.txt')).toBe('two');
      expect(await page(address, '/a/empty.txt')).toBe('');
    });

    it('writes no file where a folder is, through a file, upwards, or where nothing is', async () => {
      const { address } = await runtime.start(await runtime.create(spec));
      const write = (path: string) => runtime.writeFile(spec.name, path, Buffer.from('x'));
      await write(`${folder}/a/file`);
      for (const path of [
        `${folder}/a`,
        `${folder}/a/file/more`,
        `${folder}/../up`,
        `${folder}/./x`,
        'relative',
        '/',
      ]) {
        await expect(write(path)).rejects.toMatchObject({ code: 'invalid_request' });
      }
      expect(await page(address, '/a/file')).toBe('x');
      await expect(runtime.writeFile('user-nobody-dev-9', `${folder}/x`, Buffer.from('x'))).rejects.toMatchObject({
        code: 'no_container',
      });
    });

    it('copies a volume out and back in, whatever was in it', async () => {
      const created = await runtime.create(spec);
      await runtime.writeFile(spec.name, `${folder}/a/one.bin`, Buffer.alloc(300_000, 7));
      await runtime.writeFile(spec.name, `${folder}/index.html`, Buffer.from('from the copy'));
      const [volume] = await runtime.listVolumes();
      if (!volume) throw new Error('there is no volume');
      const copy = await bytesOf(await runtime.exportVolume(volume));
      await runtime.writeFile(spec.name, `${folder}/later.txt`, Buffer.from('not in the copy'));
      await runtime.remove(created.name);

      for (const gone of [false, true]) {
        if (gone) await runtime.removeVolumes(spec);
        await runtime.importVolume(volume, Readable.from([copy]));
        expect(await runtime.listVolumes()).toEqual([volume]);
        const { address } = await runtime.start(await runtime.create(spec));
        expect(await page(address, '/')).toBe('from the copy');
        expect(await body(address, '/a/one.bin')).toBe(200);
        expect(await body(address, '/later.txt')).toBe(404);
        await runtime.writeFile(spec.name, `${folder}/later.txt`, Buffer.from('again'));
        expect(await runtime.list()).toHaveLength(1);
        await runtime.remove(spec.name);
      }
      await runtime.removeVolumes(spec);
      await expect(runtime.exportVolume(volume)).rejects.toBeInstanceOf(AppError);
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

async function lineWith(text: string, lines: AsyncIterator<string>): Promise<void> {
  for (;;) {
    const { done, value } = await lines.next();
    if (done) throw new Error(`the log ended before ${text}`);
    if (value.includes(text)) return;
  }
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function page(address: { host: string; port: number } | null, path: string): Promise<string> {
  await body(address, path);
  const answer = await fetch(`http://${address?.host ?? ''}:${String(address?.port)}${path}`);
  return answer.text();
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
