import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { extract } from 'tar-stream';
import type { Address } from '../../src/runtime/container-runtime.js';
import { processRuntime } from '../../src/runtime/process/process-runtime.js';
import { ProcessVolumes } from '../../src/runtime/process/process-volumes.js';
import { describeDriver } from './conformance/conformance.js';
import { devTemplate } from './dev-template.js';
import { specOf } from './spec-of.js';

const newFolder = () => mkdtemp(join(tmpdir(), 'spawner-processes-'));

describeDriver('process', async () => {
  const folder = await newFolder();
  const template = devTemplate('unused');
  return {
    runtime: processRuntime(folder, () => template, 60_000),
    template,
    dispose: () => rm(folder, { recursive: true }),
  };
});

describe('process alone', () => {
  const template = devTemplate('unused');
  const name = 'user-ben-dev-8';
  const spec = specOf(template, { userId: 8, slug: 'ben' }, { environment: { BASE_PATH: '/ben-dev' } });
  let folder: string;
  let files: string;
  let runtime: ReturnType<typeof processRuntime>;
  let address: Address | null;

  beforeAll(async () => {
    folder = await newFolder();
    files = join(folder, 'volumes', `${name}-srv-www`, 'files');
    runtime = processRuntime(folder, () => template, 2000);
    ({ address } = await runtime.containers.start(await runtime.containers.create(spec)));
  });

  afterAll(async () => {
    await runtime.containers.close();
    await rm(folder, { recursive: true });
  });

  it('volumes of several people made and removed at once: none is in the way of another', async () => {
    const volumes = new ProcessVolumes(join(folder, 'many'), () => undefined);
    await Promise.all(
      Array.from({ length: 20 }, async (_, userId) => {
        for (let round = 0; round < 5; round++) {
          await volumes.ensure({ userId, type: 'dev', name: `v${String(userId)}`, path: '/srv' });
          if (userId % 2) await volumes.measure(new AbortController().signal);
          await volumes.remove({ userId, type: 'dev' });
        }
      }),
    );
    expect(await volumes.list()).toEqual([]);
  });

  /** Sends the path unchanged; `fetch` would normalise it. */
  const get = (path: string) =>
    new Promise<{ status: number | undefined; type: string | undefined; to: string | undefined; body: string }>(
      (resolve, reject) => {
        const options = { host: address?.host, port: address?.port, path, agent: false };
        http
          .get(options, (response) => {
            let body = '';
            response.on('data', (text: Buffer) => (body += text.toString()));
            response.on('end', () => {
              const { 'content-type': type, location: to } = response.headers;
              resolve({ status: response.statusCode, type, to, body });
            });
          })
          .on('error', reject);
      },
    );

  const listening = async (): Promise<void> => {
    while ((await get('/healthz').catch(() => null))?.status !== 200);
  };

  it('template that asks for more than a process has: a warning names the fields', async () => {
    const confinement = { ...template.confinement, root: true, capabilities: ['CHOWN'] };
    expect(await runtime.host.check([template, { ...template, command: ['x'], health: true, confinement }])).toEqual([
      'template dev: local processes cannot honour "command", "health", "capabilities", "root" of its template.json',
    ]);
  });

  it('dev service: serves the files of its web root, as nginx does', async () => {
    await listening();
    expect(await get('/')).toMatchObject({ status: 200, body: expect.stringContaining('curl -T index.html') });
    await runtime.volumes.writeFiles(name, '/srv/www', [{ path: 'index.html', content: Buffer.from('<h1>mine') }]);
    await runtime.volumes.writeFiles(name, '/srv/www', [{ path: 'sub/style.css', content: Buffer.from('a{}') }]);
    expect(await get('/?x=1')).toMatchObject({ status: 200, type: 'text/html; charset=utf-8', body: '<h1>mine' });
    expect(await get('/sub/style.css')).toMatchObject({ status: 200, type: 'text/css; charset=utf-8', body: 'a{}' });
    expect(await get('/sub')).toMatchObject({ status: 301, to: '/ben-dev/sub/' });
    expect(await get('/sub/')).toMatchObject({ status: 404 });
  });

  it('paths and links out of the web root: nothing is served or written there', async () => {
    await listening();
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret'), 'secret');
    await symlink(outside, join(files, 'link'));
    await symlink(join(outside, 'secret'), join(files, 'file-link'));
    await symlink(join(outside, 'absent/below'), join(files, 'nowhere'));
    await symlink('itself', join(files, 'itself'));
    const ups = [
      '/../../../outside/secret',
      '/%2e%2e/%2e%2e/%2e%2e/outside/secret',
      '/..%2f..%2f..%2foutside%2fsecret',
    ];
    for (const path of [...ups, '/link/secret', '/file-link', '/%00', '/%']) {
      expect(await get(path)).toMatchObject({ status: 404 });
    }
    for (const link of ['link', 'nowhere', 'itself']) {
      await expect(
        runtime.volumes.writeFiles(name, '/srv/www', [{ path: `${link}/new`, content: Buffer.from('x') }]),
      ).rejects.toMatchObject({ code: 'invalid_request' });
    }
    await runtime.volumes.writeFiles(name, '/srv/www', [{ path: 'file-link', content: Buffer.from('mine') }]);
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    expect(await get('/file-link')).toMatchObject({ status: 200, body: 'mine' });
    await expect(
      runtime.volumes.writeFiles(name, '/etc', [{ path: 'new', content: Buffer.from('x') }]),
    ).rejects.toMatchObject({
      code: 'files_not_accepted',
    });
  });

  it('file of more than 8 GiB: the archive of its volume states its size', async () => {
    const bytes = 9 * 1024 ** 3;
    const path = join(files, 'big.img');
    await writeFile(path, '');
    await truncate(path, bytes);
    const [volume] = await runtime.volumes.list({ userId: 8, type: 'dev' });
    if (!volume) throw new Error('the volume is gone');
    const archive = await runtime.volumes.export(volume);
    const entries = extract();
    let size: number | undefined;
    entries.on('entry', (header, content, next) => {
      if (header.name === 'big.img') {
        size = header.size;
        entries.destroy();
      } else {
        content.resume();
        next();
      }
    });
    await pipeline(archive, entries).catch(() => undefined);
    await rm(path);
    expect(size).toBe(bytes);
  });

  it('restart of the product: renamed instance and its volumes are found again', async () => {
    const created = await runtime.containers.inspect(name);
    if (!created) throw new Error(`${name} is gone`);
    await runtime.containers.rename(created, 'user-benny-dev-8');
    const next = processRuntime(folder, () => template, 2000);
    expect(await next.containers.list()).toEqual([
      expect.objectContaining({ id: created.id, name: 'user-benny-dev-8' }),
    ]);
    expect(await next.volumes.list()).toEqual(await runtime.volumes.list());
    await next.containers.remove('user-benny-dev-8');
    await next.containers.create({ ...spec, name: 'user-benny-dev-8' });
    expect(await next.volumes.list()).toEqual([expect.objectContaining({ name: `${name}-srv-www` })]);
    await next.containers.close();
  });

  it('build that repeats one line: image_stalled', async () => {
    const source = join(folder, 'stuck');
    await mkdir(source);
    const scripts = { build: 'node -e "setInterval(() => console.log(1), 50)"', start: 'node x.mjs' };
    await writeFile(join(source, 'package.json'), JSON.stringify({ name: 'stuck', version: '1.0.0', scripts }));
    const lock = { name: 'stuck', version: '1.0.0', lockfileVersion: 3, packages: { '': { name: 'stuck' } } };
    await writeFile(join(source, 'package-lock.json'), JSON.stringify(lock));
    const stuck = { ...template, type: 'stuck', folder: source };
    await expect(runtime.images.prepare(stuck, () => undefined)).rejects.toMatchObject({
      code: 'image_stalled',
      facts: { image: 'stuck', seconds: 2 },
    });
  });
});
