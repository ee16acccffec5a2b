import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@spawner/contracts';
import { type Person, type Product, startProduct } from '../product.js';

const talker = `
  import http from 'node:http';
  console.log('\\u001b[32mfirst line\\u001b[0m');
  http.createServer((request, response) => {
    console.log('asked for ' + request.url);
    response.end('ok');
  }).listen(process.env.PORT, process.env.HOST);
  process.on('SIGTERM', () => process.exit(0));
`;

describe('log and files of a container', () => {
  let product: Product;
  let ann: Person;

  const ask = (path: string, { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: object } = {}) =>
    fetch(`${product.url}/api/container/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${ann.token}`, ...headers },
    });
  const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as Problem).code];
  const put = (path: string, content: string | Uint8Array<ArrayBuffer>, type = 'application/octet-stream') =>
    ask(`file/dev?path=${encodeURIComponent(path)}`, {
      method: 'PUT',
      body: content,
      ...(type && { headers: { 'content-type': type } }),
    });
  const page = async (path: string) => (await ann.open(`/ann-dev/${path}`)).text();

  beforeAll(async () => {
    product = await startProduct({ services: { talker } });
    ann = await product.register('ann@example.com');
  });
  afterAll(async () => {
    await product.close();
  });

  it('no container: 404; unknown type: 400', async () => {
    expect(await codeOf(await ask('logs/talker'))).toEqual([404, 'no_container']);
    expect(await codeOf(await put('index.html', 'x'))).toEqual([404, 'no_container']);
    expect(await codeOf(await ask('logs/nope'))).toEqual([400, 'unknown_type']);
  });

  it('log: the last lines, as text or as a file to save', async () => {
    await ann.launch('talker');
    await (await ann.open('/ann-talker/marked')).text();
    const answer = await ask('logs/talker?tail=1');
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await answer.text()).toBe('asked for /marked\n');
    expect(await (await ask('logs/talker')).text()).toMatch(/^first line\n/);
    const file = await ask('logs/talker?download=true');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="ann-talker.log"');
    await file.text();
  });

  it('followed log: new lines arrive until the reader leaves', async () => {
    const leaving = new AbortController();
    const answer = await ask('logs/talker?follow=true', { signal: leaving.signal });
    let text = '';
    for await (const chunk of answer.body ?? []) {
      const before = text;
      text += Buffer.from(chunk as Uint8Array).toString('utf8');
      if (text.includes('asked for /later')) break;
      if (!before) void ann.open('/ann-talker/later');
    }
    expect(text).toMatch(/^first line\n/);
  });

  it('followed log of a container that is stopped: ends', async () => {
    const answer = await ask('logs/talker?follow=true');
    const whole = answer.text();
    await ask('stop/talker', { method: 'POST' });
    expect(await whole).toMatch(/^first line\n/);
  });

  it.each(['tail=0', 'tail=10001', 'follow=yes', 'nonsense=1'])('log with %s: refused', async (query) => {
    expect(await codeOf(await ask(`logs/talker?${query}`))).toEqual([400, 'invalid_request']);
  });

  it('uploaded file: served at once, and kept when the container is recreated or removed', async () => {
    await ann.launch('dev');
    expect(await (await put('index.html', '<h1>mine</h1>')).json()).toEqual({ message: 'Datei gespeichert' });
    expect(await page('')).toBe('<h1>mine</h1>');
    expect((await put('deep/er/page.txt', Buffer.from('below'), '')).status).toBe(200);
    await ask('recreate/dev', { method: 'POST' });
    expect(await page('deep/er/page.txt')).toBe('below');
    await ask('dev', { method: 'DELETE' });
    await ann.launch('dev');
    expect(await page('')).toBe('<h1>mine</h1>');
  });

  it('remove with data=delete: the files are gone; other values: refused', async () => {
    await ask('dev?data=delete', { method: 'DELETE' });
    await ann.launch('dev');
    expect(await page('')).not.toContain('mine');
    expect(await codeOf(await ask('dev?data=all', { method: 'DELETE' }))).toEqual([400, 'invalid_request']);
  });

  it.each(['../escape', 'a/../../b', '/etc/passwd', 'a//b', '.', '', 'nul\0', 'back\\slash', 'x'.repeat(501)])(
    'upload to the path %j: refused',
    async (path) => {
      expect(await codeOf(await put(path, 'x'))).toEqual([400, 'invalid_request']);
    },
  );

  it('upload that is too large, is JSON, or goes to a template without an upload folder: refused', async () => {
    expect(await codeOf(await put('big', new Uint8Array(25 * 1024 * 1024 + 1)))).toEqual([413, 'file_too_large']);
    expect(await codeOf(await put('data.json', '{}', 'application/json'))).toEqual([415, 'unsupported_media_type']);
    expect(await codeOf(await ask('file/talker?path=x', { method: 'PUT', body: 'x' }))).toEqual([
      400,
      'files_not_accepted',
    ]);
  });

  it('raw body on another route: refused', async () => {
    const answer = await fetch(`${product.url}/api/auth/login`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(await codeOf(answer)).toEqual([415, 'unsupported_media_type']);
  });
});
