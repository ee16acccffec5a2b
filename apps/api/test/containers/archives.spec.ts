import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, UnpackResponse } from '@spawner/contracts';
import fc from 'fast-check';
import { readZip } from '../../src/containers/zip-archive.js';
import { type Person, type Product, startProduct } from '../product.js';
import { zip, type ZipEntry } from './zip.js';

const LINK = 0o120777;

describe('archives that are unpacked into a container', () => {
  let product: Product;
  let ann: Person;

  beforeAll(async () => {
    product = await startProduct();
    ann = await product.register('ann@example.com');
    await ann.launch('dev');
  });
  afterAll(async () => {
    await product.close();
  });

  const send = (archive: Buffer, target = 'dev') =>
    fetch(`${product.url}/api/container/files/${target}`, {
      method: 'PUT',
      body: new Uint8Array(archive),
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/zip', 'accept-language': 'en' },
    });
  const unpack = async (entries: readonly ZipEntry[], options = {}, target = 'dev'): Promise<UnpackResponse> => {
    const answer = await send(zip(entries, options), target);
    expect(answer.status).toBe(200);
    return (await answer.json()) as UnpackResponse;
  };
  const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as Problem).code];
  const page = async (path: string) => (await ann.open(`/ann-dev/${path}`)).text();
  const reasonsOf = ({ failed }: UnpackResponse) => failed.map(({ path, reason }) => [path, reason]);

  it('site with folders: stored, and served', async () => {
    const report = await unpack([
      { name: 'site/' },
      { name: 'site/index.html', content: '<h1>mine</h1>' },
      { name: 'site/css/a b #?%.css', content: 'h1{}', method: 'stored' },
      { name: 'site/empty/' },
    ]);
    expect(report).toEqual({ stored: 2, start: 'site/', left_out: [], failed: [] });
    expect(await page('site/')).toBe('<h1>mine</h1>');
    expect(await page('site/css/a%20b%20%23%3F%25.css')).toBe('h1{}');
  });

  it('one folder at the top, strip=true: its content is stored without it, and names are checked without it', async () => {
    const report = await unpack(
      [
        { name: '__MACOSX/projekt/._index.html', content: 'x' },
        { name: 'projekt/' },
        { name: 'projekt/index.html', content: '<h1>top</h1>' },
        { name: 'projekt/css/a.css', content: 'h1{}' },
        { name: 'projekt/../escape.txt', content: 'x' },
        { name: 'projekt//etc/passwd', content: 'x' },
      ],
      {},
      'dev?strip=true',
    );
    expect(report).toMatchObject({ stored: 2, start: '', left_out: ['__MACOSX/projekt/._index.html'] });
    expect(reasonsOf(report)).toEqual([
      ['../escape.txt', 'bad_path'],
      ['/etc/passwd', 'bad_path'],
    ]);
    expect([await page(''), await page('css/a.css')]).toEqual(['<h1>top</h1>', 'h1{}']);
  });

  it.each([
    ['two folders', ['one/a.txt', 'two/b.txt'], ['one/a.txt', 'two/b.txt'], []],
    ['a file beside the folder', ['one/a.txt', 'b.txt'], ['one/a.txt', 'b.txt'], []],
    ['a file of the name of the folder', ['one', 'one/a.txt'], ['one', 'one/a.txt'], []],
    ['a folder that is no name', ['../a.txt', '../b.txt'], [], ['../a.txt', '../b.txt']],
  ])('%s at the top, strip: names stay', async (_name, names, files, refused) => {
    const content = await readZip(zip(names.map((name) => ({ name, content: 'x' }))), { strip: true });
    expect(content.files.map(({ path }) => path)).toEqual(files);
    expect(content.refused.map(({ path }) => path)).toEqual(refused);
  });

  it('names in any form, with or without the UTF-8 flag, or of DOS: one form, NFC', async () => {
    const report = await unpack([
      { name: 'U\u0308bung.txt', content: 'macOS' },
      { name: '\u00fcber.txt', content: 'Linux', utf8: true },
      { name: Buffer.from([0x84, 0x2e, 0x74, 0x78, 0x74]), content: 'DOS' },
      { name: 'win\\dows.txt', content: 'backslash' },
    ]);
    expect(report.failed).toEqual([]);
    expect(await page('%C3%9Cbung.txt')).toBe('macOS');
    expect(await page('%C3%BCber.txt')).toBe('Linux');
    expect(await page('%C3%A4.txt')).toBe('DOS');
    expect(await page('win/dows.txt')).toBe('backslash');
  });

  it('single upload with a decomposed name: the same file', async () => {
    const path = encodeURIComponent('Gru\u0308n.txt');
    const headers = { authorization: `Bearer ${ann.token}`, 'content-type': 'application/octet-stream' };
    await fetch(`${product.url}/api/container/file/dev?path=${path}`, { method: 'PUT', body: 'one', headers });
    expect(await page('Gr%C3%BCn.txt')).toBe('one');
  });

  it('what systems put beside files: left out, and named', async () => {
    const litter = ['.DS_Store', 'a/Thumbs.db', '__MACOSX/a/._x', 'desktop.ini'];
    const report = await unpack([
      ...litter.map((name) => ({ name, content: 'x' })),
      { name: '.htaccess', content: 'x' },
    ]);
    expect(report).toMatchObject({ stored: 1, left_out: litter, failed: [] });
  });

  it('hostile entries: refused one by one with their reason, the others are stored', async () => {
    const report = await unpack([
      { name: '../escape.txt', content: 'x' },
      { name: '/etc/passwd', content: 'x' },
      { name: 'C:/../x', content: 'x' },
      { name: 'a\\..\\..\\x', content: 'x' },
      { name: 'nul\0.txt', content: 'x' },
      { name: `${'ü'.repeat(128)}.txt`, content: 'x', utf8: true },
      { name: 'link', content: '/etc', mode: LINK },
      { name: 'pipe', content: '', mode: 0o010644 },
      { name: 'secret.txt', content: 'x', encrypted: true },
      { name: 'strange.txt', content: 'x', method: 99 },
      { name: 'damaged.txt', content: 'x', crc: 1 },
      { name: 'grows.txt', content: 'x'.repeat(5000), bytes: 10 },
      { name: 'twice.txt', content: 'one' },
      { name: 'twice.txt', content: 'two' },
      { name: 'good.txt', content: 'good' },
    ]);
    expect(report.stored).toBe(2);
    expect(reasonsOf(report)).toEqual([
      ['../escape.txt', 'bad_path'],
      ['/etc/passwd', 'bad_path'],
      ['C:/../x', 'bad_path'],
      ['a/../../x', 'bad_path'],
      ['nul\0.txt', 'bad_path'],
      [`${'ü'.repeat(128)}.txt`, 'bad_path'],
      ['link', 'link'],
      ['pipe', 'link'],
      ['secret.txt', 'encrypted'],
      ['strange.txt', 'unreadable'],
      ['twice.txt', 'duplicate'],
      ['damaged.txt', 'unreadable'],
      ['grows.txt', 'unreadable'],
    ]);
    expect(report.failed.every(({ message }) => message.length > 5)).toBe(true);
    expect([await page('good.txt'), await page('twice.txt')]).toEqual(['good', 'one']);
  });

  it('folder in the way of a file and the other way round: only these fail', async () => {
    await unpack([
      { name: 'taken/x.txt', content: 'x' },
      { name: 'file', content: 'x' },
    ]);
    const others = Array.from({ length: 20 }, (_, index) => ({ name: `many/${String(index)}.txt`, content: 'x' }));
    const report = await unpack([...others, { name: 'taken', content: 'x' }, { name: 'file/below.txt', content: 'x' }]);
    expect(report.stored).toBe(20);
    expect(reasonsOf(report)).toEqual([
      ['taken', 'in_the_way'],
      ['file/below.txt', 'in_the_way'],
    ]);
    expect(await page('many/19.txt')).toBe('x');
  });

  it('zip64: unpacked', async () => {
    expect(await unpack([{ name: 'big.txt', content: 'sixty-four' }], { zip64: true })).toMatchObject({ stored: 1 });
    expect(await page('big.txt')).toBe('sixty-four');
  });

  it('too many entries, too many bytes, one that is too large: refused before anything is unpacked', async () => {
    const many = Array.from({ length: 5001 }, (_, index) => ({ name: String(index) }));
    expect(await codeOf(await send(zip(many)))).toEqual([413, 'archive_too_large']);
    const bomb = Array.from({ length: 5 }, (_, index) => ({
      name: String(index),
      content: Buffer.alloc(24 * 1024 * 1024),
    }));
    expect(await codeOf(await send(zip(bomb)))).toEqual([413, 'archive_too_large']);
    const large = await unpack([{ name: 'large', content: Buffer.alloc(25 * 1024 * 1024 + 1) }]);
    expect(reasonsOf(large)).toEqual([['large', 'too_large']]);
  });

  it('few files in too many folders: refused before anything is unpacked', async () => {
    const deep = (top: number) => ({ name: `${String(top)}${'/a'.repeat(246)}/file` });
    const archive = (count: number) => readZip(zip(Array.from({ length: count }, (_, top) => deep(top))));
    expect((await archive(20)).files).toHaveLength(20);
    await expect(archive(21)).rejects.toMatchObject({ code: 'archive_too_large' });
  });

  it.each([
    ['no archive', Buffer.from('<p>not a zip')],
    ['nothing', Buffer.alloc(0)],
    ['half an archive', zip([{ name: 'a', content: 'x'.repeat(500) }]).subarray(40)],
  ])('%s: archive_invalid', async (_name, bytes) => {
    expect(await codeOf(await send(bytes))).toEqual([400, 'archive_invalid']);
  });

  it('template without an upload folder, no container: refused', async () => {
    expect(await codeOf(await send(zip([]), 'nope'))).toEqual([400, 'unknown_type']);
  });

  it('any bytes for an archive: read or refused, and no path leaves the folder', async () => {
    const names = fc.array(
      fc.oneof(fc.constantFrom('..', '.', '', 'a', '\\', 'C:', '\0'), fc.string({ unit: 'binary' })),
    );
    const entry = fc.record({ name: names.map((parts) => parts.join('/')), mode: fc.constantFrom(0, LINK, 0o040755) });
    const archives = fc.tuple(fc.array(entry, { maxLength: 4 }), fc.nat(), fc.nat(255)).map(([entries, at, byte]) => {
      const bytes = zip(entries);
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    await fc.assert(
      fc.asyncProperty(archives, fc.boolean(), async (bytes, strip) => {
        const content = await readZip(bytes, { strip }).catch((error: unknown) => {
          expect(error).toMatchObject({ code: expect.stringMatching(/^archive_/) });
          return { files: [], folders: [] };
        });
        for (const path of [...content.files.map((file) => file.path), ...content.folders]) {
          expect(path.split('/').some((part) => ['', '.', '..'].includes(part) || /[\\\0]/.test(part))).toBe(false);
          expect(path).toBe(path.normalize('NFC'));
        }
      }),
      { numRuns: 300 },
    );
  });
});
