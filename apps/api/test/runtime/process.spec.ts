import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Address } from '../../src/runtime/container-runtime.js';
import { ProcessRuntime } from '../../src/runtime/process/process-runtime.js';
import { describeRuntime } from './conformance.js';
import { devTemplate } from './dev-template.js';

const newFolder = () => mkdtemp(join(tmpdir(), 'spawner-processes-'));

describeRuntime('process', async () => {
  const folder = await newFolder();
  const template = devTemplate('unused');
  return {
    runtime: new ProcessRuntime(folder, () => template, 60_000),
    template,
    dispose: () => rm(folder, { recursive: true }),
  };
});

describe('ProcessRuntime', () => {
  const template = devTemplate('unused');
  const name = 'user-ben-dev-8';
  const spec = {
    userId: 8,
    type: 'dev',
    slug: 'ben',
    name,
    template,
    environment: { BASE_PATH: '/ben-dev' },
    labels: {},
  };
  let folder: string;
  let files: string;
  let runtime: ProcessRuntime;
  let address: Address | null;

  beforeAll(async () => {
    folder = await newFolder();
    files = join(folder, 'volumes', `${name}-srv-www`, 'files');
    runtime = new ProcessRuntime(folder, () => template, 2000);
    ({ address } = await runtime.start(await runtime.create(spec)));
  });

  afterAll(async () => {
    await runtime.close();
    await rm(folder, { recursive: true });
  });

  /** Sends the path as it stands; `fetch` would tidy it up first. */
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

  it('serves what is in the web root, as nginx does', async () => {
    await listening();
    expect(await get('/')).toMatchObject({ status: 200, body: expect.stringContaining('curl -T index.html') });
    await runtime.writeFile(name, '/srv/www/index.html', Buffer.from('<h1>mine'));
    await runtime.writeFile(name, '/srv/www/sub/style.css', Buffer.from('a{}'));
    expect(await get('/?x=1')).toMatchObject({ status: 200, type: 'text/html; charset=utf-8', body: '<h1>mine' });
    expect(await get('/sub/style.css')).toMatchObject({ status: 200, type: 'text/css; charset=utf-8', body: 'a{}' });
    expect(await get('/sub')).toMatchObject({ status: 301, to: '/ben-dev/sub/' });
    expect(await get('/sub/')).toMatchObject({ status: 404 });
  });

  it('serves and writes nothing outside of it', async () => {
    await listening();
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret'), 'secret');
    await symlink(outside, join(files, 'link'));
    await symlink(join(outside, 'secret'), join(files, 'file-link'));
    const ups = [
      '/../../../outside/secret',
      '/%2e%2e/%2e%2e/%2e%2e/outside/secret',
      '/..%2f..%2f..%2foutside%2fsecret',
    ];
    for (const path of [...ups, '/link/secret', '/file-link', '/%00', '/%']) {
      expect(await get(path)).toMatchObject({ status: 404 });
    }
    await expect(runtime.writeFile(name, '/srv/www/link/new', Buffer.from('x'))).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await runtime.writeFile(name, '/srv/www/file-link', Buffer.from('mine'));
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    expect(await get('/file-link')).toMatchObject({ status: 200, body: 'mine' });
    await expect(runtime.writeFile(name, '/etc/new', Buffer.from('x'))).rejects.toMatchObject({
      code: 'files_not_accepted',
    });
  });

  it('finds volumes and a name that was changed again after a restart of the product', async () => {
    const created = await runtime.inspect(name);
    if (!created) throw new Error(`${name} is gone`);
    await runtime.rename(created, 'user-benny-dev-8');
    const next = new ProcessRuntime(folder, () => template, 2000);
    expect(await next.list()).toEqual([expect.objectContaining({ id: created.id, name: 'user-benny-dev-8' })]);
    expect(await next.listVolumes()).toEqual(await runtime.listVolumes());
    await next.remove('user-benny-dev-8');
    await next.create({ ...spec, name: 'user-benny-dev-8' });
    expect(await next.listVolumes()).toEqual([expect.objectContaining({ name: `${name}-srv-www` })]);
    await next.close();
  });

  it('gives a build up that says nothing new', async () => {
    const source = join(folder, 'stuck');
    await mkdir(source);
    const scripts = { build: 'node -e "setInterval(() => console.log(1), 50)"', start: 'node x.mjs' };
    await writeFile(join(source, 'package.json'), JSON.stringify({ name: 'stuck', version: '1.0.0', scripts }));
    const lock = { name: 'stuck', version: '1.0.0', lockfileVersion: 3, packages: { '': { name: 'stuck' } } };
    await writeFile(join(source, 'package-lock.json'), JSON.stringify(lock));
    const stuck = { ...template, type: 'stuck', folder: source };
    await expect(runtime.prepareImage(stuck, () => undefined)).rejects.toMatchObject({
      code: 'image_stalled',
      facts: { image: 'stuck', seconds: 2 },
    });
  });
});
