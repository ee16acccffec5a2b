import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeEach, expect, it } from '@jest/globals';
import { pack } from 'tar-stream';
import { AppError } from '../../../src/errors/app-error.js';
import type { ContainerRuntime, Instance, InstanceSpec } from '../../../src/runtime/container-runtime.js';
import type { VolumeStore } from '../../../src/runtime/volume-store.js';
import { bodyOf, statusOf } from './requests.js';
import type { Subject } from './subject.js';

export function volumeTests(subject: () => Subject): void {
  let containers: ContainerRuntime;
  let volumes: VolumeStore;
  let spec: InstanceSpec;
  let folder: string;

  beforeEach(() => {
    ({ containers, volumes } = subject().runtime);
    spec = subject().spec;
    folder = spec.volumes[0] ?? '';
  });

  const launch = async (): Promise<Instance> => containers.start(await containers.create(spec));
  const write = (path: string, content: string | Buffer) =>
    volumes.writeFiles(spec.name, folder, [{ path, content: Buffer.from(content) }]);

  it('volume: stays over stop, remove and create of its instance, until it is removed itself', async () => {
    await launch();
    await write('index.html', 'kept: grüße');
    await containers.stop(spec.name);
    await containers.remove(spec.name);
    const [volume, ...others] = await volumes.list();
    expect(others).toEqual([]);
    expect(volume).toEqual({ userId: 7, type: spec.type, path: folder, name: expect.stringContaining(spec.name) });

    const { address } = await launch();
    expect(await bodyOf(address, '/')).toBe('kept: grüße');
    expect(await volumes.list()).toEqual([volume]);
    expect((await volumes.measure(AbortSignal.timeout(60_000))).get(volume?.name ?? '')).toBeGreaterThanOrEqual(13);

    await containers.remove(spec.name);
    await volumes.remove({ userId: 8, type: spec.type });
    expect(await volumes.list()).toEqual([volume]);
    await volumes.remove(spec);
    await volumes.remove(spec);
    expect(await volumes.list()).toEqual([]);
    const fresh = await launch();
    expect(await bodyOf(fresh.address, '/')).not.toBe('kept: grüße');
  });

  it('volume: there when its instance was created, so that files can be put into it before the first start', async () => {
    await containers.create(spec);
    expect(await volumes.list(spec)).toMatchObject([{ userId: 7, path: folder }]);
  });

  it('file: written with the folders it needs, whether the instance runs or not', async () => {
    const created = await containers.create(spec);
    await write('a/b c/deep.txt', 'one');
    const { address } = await containers.start(created);
    expect(await bodyOf(address, '/a/b%20c/deep.txt')).toBe('one');
    await write('a/b c/deep.txt', 'two');
    await write('a/empty.txt', '');
    expect(await bodyOf(address, '/a/b%20c/deep.txt')).toBe('two');
    expect(await bodyOf(address, '/a/empty.txt')).toBe('');
  });

  it('file over a folder, below a file, upwards or relative: invalid_request, and nothing is written', async () => {
    const { address } = await launch();
    await write('a/file', 'x');
    for (const path of ['a', 'a/file/more', '../up', './x', '/absolute', '']) {
      await expect(write(path, 'y')).rejects.toMatchObject({ code: 'invalid_request' });
    }
    expect(await bodyOf(address, '/a/file')).toBe('x');
  });

  it('many files at once: with the folders they need, empty ones too', async () => {
    const { address } = await launch();
    await write('there/one.txt', 'kept');
    await volumes.writeFiles(spec.name, folder, [
      { path: 'empty/folder', content: null },
      { path: 'there', content: null },
      ...Array.from({ length: 100 }, (_, index) => ({
        path: `site/${String(index % 10)}/ü #?%${String(index)}.txt`,
        content: Buffer.from(`file ${String(index)}`),
      })),
    ]);
    expect(await bodyOf(address, '/there/one.txt')).toBe('kept');
    expect(await bodyOf(address, '/site/7/%C3%BC%20%23%3F%2597.txt')).toBe('file 97');
    expect(await bodyOf(address, '/site/0/%C3%BC%20%23%3F%250.txt')).toBe('file 0');
    await write('empty/folder/later.txt', 'below');
    expect(await bodyOf(address, '/empty/folder/later.txt')).toBe('below');
  });

  it('file and a file below it in one call: invalid_request', async () => {
    await containers.create(spec);
    const content = Buffer.from('x');
    const both = volumes.writeFiles(spec.name, folder, [
      { path: 'a', content },
      { path: 'a/b', content },
    ]);
    await expect(both).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('file into an absent instance: no_container', async () => {
    const absent = volumes.writeFiles('user-nobody-dev-9', folder, [{ path: 'x', content: Buffer.from('x') }]);
    await expect(absent).rejects.toMatchObject({ code: 'no_container' });
  });

  const tarOf = (files: Readonly<Record<string, string>>) => (): Readable => {
    const tar = pack();
    tar.entry({ name: 'empty/', type: 'directory', mode: 0o755 });
    for (const [name, content] of Object.entries(files)) tar.entry({ name, mode: 0o644 }, content);
    tar.finalize();
    return tar;
  };

  it('unpacked into a folder: of an instance that runs, rests, or is gone; what is there is not written over', async () => {
    const { address } = await launch();
    const [volume] = await volumes.list();
    if (!volume) throw new Error('there is no volume');
    const place = { volume, instance: spec.name };
    const unpackAt = (path: string, files: Readonly<Record<string, string>>) =>
      volumes.use(place, (content) => content.unpack(`${folder}/${path}`, tarOf(files)));
    const unpack = (name: string, files: Readonly<Record<string, string>>) => unpackAt(`Material/${name}`, files);
    const has = (name: string) => volumes.use(place, (content) => content.has(`${folder}/Material/${name}`));
    expect(await has('ü 1')).toBe(false);
    await unpack('ü 1', { 'a.txt': 'one', 'deep/b.txt': 'two' });
    expect(await has('ü 1')).toBe(true);
    expect(await has('ü 1/a.txt')).toBe(true);
    expect(await bodyOf(address, '/Material/%C3%BC%201/a.txt')).toBe('one');
    expect(await bodyOf(address, '/Material/%C3%BC%201/deep/b.txt')).toBe('two');
    await write('Material/ü 1/deep/b.txt', 'mine');
    await unpack('ü 1', { 'a.txt': 'one', 'deep/b.txt': 'two' });
    expect(await bodyOf(address, '/Material/%C3%BC%201/deep/b.txt')).toBe('mine');
    await containers.stop(spec.name);
    await unpack('rests', { 'a.txt': 'one' });
    await containers.remove(spec.name);
    await unpack('gone', { 'a.txt': 'one' });
    expect(await has('gone')).toBe(true);
    expect(await volumes.list()).toEqual([volume]);
    const again = await launch();
    for (const name of ['rests', 'gone']) expect(await bodyOf(again.address, `/Material/${name}/a.txt`)).toBe('one');
    // With the owner of the folder above: the service may change it.
    await write('Material/gone/a.txt', 'changed');

    await write('file', 'x');
    await expect(unpackAt('file/below', { a: 'x' })).rejects.toMatchObject({ code: 'folder_in_the_way' });
    await expect(unpackAt('../up', { a: 'x' })).rejects.toBeInstanceOf(AppError);
  });

  it('export and import: the content is the exported one, whatever the volume held or whether it was there', async () => {
    const created = await containers.create(spec);
    await write('a/one.bin', Buffer.alloc(300_000, 7));
    await write('index.html', 'from the copy');
    const [volume] = await volumes.list();
    if (!volume) throw new Error('there is no volume');
    const copy = await buffer(await volumes.export(volume));
    await write('later.txt', 'not in the copy');
    await containers.remove(created.name);

    for (const gone of [false, true]) {
      if (gone) await volumes.remove(spec);
      await volumes.import(volume, Readable.from([copy]));
      expect(await volumes.list()).toEqual([volume]);
      const { address } = await launch();
      expect(await bodyOf(address, '/')).toBe('from the copy');
      expect(await statusOf(address, '/a/one.bin')).toBe(200);
      expect(await statusOf(address, '/later.txt')).toBe(404);
      await write('later.txt', 'again');
      expect(await containers.list()).toHaveLength(1);
      await containers.remove(spec.name);
    }
    // Who has read a copy may delete the volume at once.
    for (let round = 0; round < 5; round += 1) {
      await buffer(await volumes.export(volume));
      await volumes.remove(spec);
      await expect(volumes.export(volume)).rejects.toBeInstanceOf(AppError);
      await volumes.import(volume, Readable.from([copy]));
    }
    await volumes.remove(spec);
  });
}
