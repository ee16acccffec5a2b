import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Class, MaterialsResponse } from '@spawner/contracts';
import { type Headers, pack } from 'tar-stream';
import { Collections } from '../../src/classes/material/collections.js';
import { Deliveries } from '../../src/classes/material/deliveries.js';
import { Settings } from '../../src/config/settings.js';
import { StoredFiles } from '../../src/files/stored-files.js';
import { InstallationSettings } from '../../src/settings/installation-settings.js';
import { zip, type ZipEntry } from '../containers/zip.js';
import { type Person, type Product, startProduct } from '../product.js';
import { ClassRoom } from './class-room.js';

const LINK = 0o120777;

describe('material of a class', () => {
  let product: Product;
  let room: ClassRoom;
  let ann: Person;
  let ben: Person;
  let sand: Person;

  beforeAll(async () => {
    product = await startProduct({ services: { plain: '' } });
    room = await ClassRoom.open(product, ['ann', 'ben', 'cem']);
    [ann, ben] = room.pupils as [Person, Person];
    sand = await product.register('sand@example.com');
    await product.rows(`UPDATE users SET role = 'manager' WHERE id = ${String(sand.user.id)}`);
    for (const person of [ann, ben]) expect(await person.launch('dev')).toMatchObject({ status: 200 });
  });
  afterAll(() => product.close());

  const folder = (): string => product.spawner.app.get(Settings).folders.files;
  const storedFiles = async (): Promise<string[]> => readdir(folder()).catch(() => []);
  const filesBelow = async (person: Person, path: string) =>
    Object.fromEntries(
      Object.entries(await room.filesOf(person)).flatMap(([name, content]) =>
        name.startsWith(`${path}/`) ? [[name.slice(path.length + 1), content]] : [],
      ),
    );
  const ofZip = (entries: readonly ZipEntry[], name = 'sheet') =>
    room.upload({ name }, zip(entries), 'application/zip');
  const ofTar = async (entries: readonly (Headers & { content?: string })[], name = 'tar') => {
    const tar = pack();
    for (const { content, ...header } of entries) tar.entry(header, content);
    tar.finalize();
    return room.upload({ name }, await buffer(tar), 'application/x-tar');
  };

  it('ZIP: everybody gets it in a new folder, the stopped and the running; who has no container, with the first launch', async () => {
    await ann.call('POST', '/container/stop/dev');
    const { status, body } = await ofZip([
      { name: 'Blatt 1/', mode: 0o040755 },
      { name: 'Blatt 1/a.txt', content: 'one' },
      { name: 'Blatt 1/deep/ü.txt', content: 'two', utf8: true },
      { name: '__MACOSX/Blatt 1/._a.txt', content: 'litter' },
    ]);
    expect([status, body]).toMatchObject([201, { name: 'sheet', version: 1, files: 2, bytes: 6, waiting: 3 }]);
    expect(await room.deliver(body)).toMatchObject({ state: 'done', done: 2, skipped: 1, failed: 0 });
    const sheet = { 'a.txt': 'one', 'deep/ü.txt': 'two' };
    for (const person of [ann, ben]) expect(await filesBelow(person, 'Material/sheet')).toEqual(sheet);
    const page = await ben.open(`/${ben.user.slug}-dev/Material/sheet/a.txt`);
    expect([page.status, await page.text()]).toEqual([200, 'one']);
    expect(await room.material(body.id)).toMatchObject({ members: 3, delivered: 2, waiting: 1, failed: [] });

    const cem = room.pupils[2] as Person;
    expect(await cem.launch('dev')).toMatchObject({ status: 200 });
    expect(await filesBelow(cem, 'Material/sheet')).toEqual(sheet);
    expect(await room.material(body.id)).toMatchObject({ delivered: 3, waiting: 0 });
    // Those who have it are left out.
    expect(
      await room.teacher.call('POST', room.at(`/material/${String(body.id)}/deliver`), { all: true }),
    ).toMatchObject({
      body: { code: 'nothing_selected' },
    });
  });

  it('folder of that name is there: a second one beside it, and no file is written over', async () => {
    await room.write(ann, { 'Material/mine/a.txt': 'my own' });
    const { body } = await room.upload({ name: 'mine', file: 'a.txt' }, 'of the teacher');
    await room.deliver(body, { user_ids: [ann.user.id] });
    expect(await filesBelow(ann, 'Material/mine')).toEqual({ 'a.txt': 'my own' });
    expect(await filesBelow(ann, 'Material/mine 2')).toEqual({ 'a.txt': 'of the teacher' });
    // Named once more: once more.
    await room.deliver(body, { user_ids: [ann.user.id] });
    expect(await filesBelow(ann, 'Material/mine 3')).toEqual({ 'a.txt': 'of the teacher' });
  });

  it('file in the way of the folder: said for this person alone, and repeated when it is gone', async () => {
    const eve = await product.register('eve@example.com');
    await room.admin.call('POST', room.at('/members'), { user_ids: [eve.user.id] });
    await product.rows(`UPDATE material SET later = false`);
    expect(await eve.launch('dev')).toMatchObject({ status: 200 });
    await room.write(eve, { Material: 'a file' });
    const { body } = await room.upload({ name: 'way', file: 'a.txt' }, 'x');
    const job = await room.deliver(body);
    expect(job).toMatchObject({ state: 'failed', done: 3, failed: 1, items: [{ code: 'folder_in_the_way' }] });
    expect((await room.material(body.id)).failed).toMatchObject([{ id: eve.user.id, reason: expect.any(String) }]);
    expect((await room.filesOf(eve))['Material']).toBe('a file');
    await eve.call('DELETE', '/container/dev?data=delete');
    expect(await room.retry(job)).toMatchObject({ state: 'done', skipped: 1 });
    expect(await eve.launch('dev')).toMatchObject({ status: 200 });
    expect(await filesBelow(eve, 'Material/way')).toEqual({ 'a.txt': 'x' });
  });

  it('volume without a container: it goes into the volume', async () => {
    await ben.call('DELETE', '/container/dev');
    const { body } = await room.upload({ name: 'kept', file: 'a.txt' }, 'x');
    await room.deliver(body, { user_ids: [ben.user.id] });
    expect(await filesBelow(ben, 'Material/kept')).toEqual({ 'a.txt': 'x' });
    expect(await ben.launch('dev')).toMatchObject({ status: 200 });
    expect(await filesBelow(ben, 'Material/kept 2')).toEqual({});
  });

  it('joins later: gets the newest of each name with the first launch, and nothing that was not for later', async () => {
    await product.rows(`UPDATE material SET later = false`);
    await room.upload({ name: 'later', file: 'old.txt' }, 'old');
    await room.upload({ name: 'later', file: 'new.txt' }, 'new');
    await room.upload({ name: 'now', file: 'a.txt', later: 'false' }, 'x');
    const fay = await product.register('fay@example.com');
    await room.admin.call('POST', room.at('/members'), { user_ids: [fay.user.id] });
    expect(await fay.launch('dev')).toMatchObject({ status: 200 });
    expect(await filesBelow(fay, 'Material')).toEqual({ 'later/new.txt': 'new' });
    // Not a member: nothing.
    expect(await room.teacher.launch('dev')).toMatchObject({ status: 200 });
    expect(await filesBelow(room.teacher, 'Material')).toEqual({});
  });

  it('handed out twice at the same moment: the second waits for the first, so its verdict is what became of it', async () => {
    const { body } = await room.upload({ name: 'twice', file: 'a.txt' }, 'once');
    const ref = { userId: ann.user.id, slug: ann.user.slug, type: 'dev' };
    await product.rows(
      `INSERT INTO material_delivery (material_id, user_id, state, at)
       VALUES (${String(body.id)}, ${String(ref.userId)}, 'waiting', now())`,
    );
    const deliveries = product.spawner.app.get(Deliveries);
    const first = deliveries.now(ref);
    await deliveries.now(ref);
    expect(await room.material(body.id)).toMatchObject({ delivered: 1 });
    await first;
    expect(Object.keys(await filesBelow(ann, 'Material')).filter((path) => path.startsWith('twice'))).toEqual([
      'twice/a.txt',
    ]);
  });

  it('process has died while it handed out: the repeated item goes on in the same folder, or leaves what is whole', async () => {
    const { body } = await room.upload({ name: 'died', file: 'a.txt' }, 'whole');
    const begun = (path: string) =>
      product.rows(
        `INSERT INTO material_delivery (material_id, user_id, state, folder, at)
         VALUES (${String(body.id)}, ${String(ann.user.id)}, 'waiting', '${path}', now())
         ON CONFLICT (material_id, user_id) DO UPDATE SET state = 'waiting', folder = excluded.folder`,
      );
    await begun('/srv/www/Material/died');
    await product.spawner.app.get(Deliveries).catchUp();
    expect(await filesBelow(ann, 'Material/died')).toEqual({ 'a.txt': 'whole' });
    await room.write(ann, { 'Material/died/a.txt': 'edited since' });
    await begun('/srv/www/Material/died');
    await product.spawner.app.get(Deliveries).catchUp();
    expect(await filesBelow(ann, 'Material/died')).toEqual({ 'a.txt': 'edited since' });
    expect(await filesBelow(ann, 'Material/died 2')).toEqual({});
  });

  it.each<[string, readonly ZipEntry[], string]>([
    ['way upwards', [{ name: 'a/../../evil', content: 'x' }], 'archive_unsafe'],
    ['absolute path', [{ name: '/etc/passwd', content: 'x' }], 'archive_unsafe'],
    ['absolute path below a common folder', [{ name: 'top//etc/passwd', content: 'x' }], 'archive_unsafe'],
    ['backslash', [{ name: 'a\\..\\evil', content: 'x' }], 'archive_unsafe'],
    ['NUL', [{ name: 'a\0b', content: 'x' }], 'archive_unsafe'],
    ['symbolic link', [{ name: 'link', content: '/etc', mode: LINK }], 'archive_unsafe'],
    ['device', [{ name: 'sda', mode: 0o060666 }], 'archive_unsafe'],
    ['long name', [{ name: 'x'.repeat(201), content: 'x' }], 'archive_unsafe'],
    [
      'name that comes twice',
      [
        { name: 'a', content: 'x' },
        { name: 'a', content: 'y' },
      ],
      'archive_unsafe',
    ],
    [
      'file below a file',
      [
        { name: 'a', content: 'x' },
        { name: 'a/b', content: 'y' },
      ],
      'archive_unsafe',
    ],
    ['password', [{ name: 'a', content: 'x', encrypted: true }], 'archive_unsafe'],
    ['size that is a lie', [{ name: 'bomb', content: Buffer.alloc(5_000_000), bytes: 1000 }], 'archive_unsafe'],
    ['damaged file', [{ name: 'a', content: 'x', crc: 1 }], 'archive_unsafe'],
    [
      '200 MB of zeros',
      Array.from({ length: 40 }, (_, n) => ({ name: String(n), content: Buffer.alloc(5_000_000) })),
      'archive_too_large',
    ],
    ['one file of 60 MB', [{ name: 'zeros', content: Buffer.alloc(60 * 1024 ** 2) }], 'archive_too_large'],
    [
      '5,001 files',
      Array.from({ length: 5001 }, (_, n) => ({ name: String(n), method: 'stored' as const })),
      'archive_too_large',
    ],
    ['nothing', [], 'archive_invalid'],
  ])('ZIP with a %s: refused whole, nothing is left of it', async (_, entries, code) => {
    const before = await storedFiles();
    const { body } = await ofZip(
      [{ name: 'fine.txt', content: 'fine' }, ...entries].slice(entries.length === 0 ? 1 : 0),
    );
    expect(body).toMatchObject({ code });
    if (code === 'archive_unsafe')
      expect(body.title).toContain(String(entries.at(-1)?.name).replaceAll('\\', '/').slice(0, 20));
    expect(await storedFiles()).toEqual(before);
  });

  it.each<[string, Headers & { content?: string }]>([
    ['way upwards', { name: '../evil', content: 'x' }],
    ['absolute path', { name: '/etc/passwd', content: 'x' }],
    ['symbolic link', { name: 'link', type: 'symlink', linkname: '/etc' }],
    ['hard link', { name: 'link', type: 'link', linkname: 'fine.txt' }],
    ['device', { name: 'sda', type: 'block-device', devmajor: 8, devminor: 0 }],
    ['pipe', { name: 'pipe', type: 'fifo' }],
  ])('tar with a %s: refused', async (_, entry) => {
    expect(await ofTar([{ name: 'fine.txt', content: 'fine' }, entry])).toMatchObject({
      status: 400,
      body: { code: 'archive_unsafe' },
    });
  });

  it('tar with a size below zero: refused, nothing is left of it', async () => {
    const before = await storedFiles();
    const lie = { name: 'lie', content: 'x', pax: { size: '-5' } };
    expect(await ofTar([{ name: 'fine.txt', content: 'fine' }, lie])).toMatchObject({
      status: 400,
      body: { code: 'archive_invalid' },
    });
    expect(await storedFiles()).toEqual(before);
  });

  it('tar: owners and modes of the uploader are left out', async () => {
    const { status, body } = await ofTar([
      { name: './a/', type: 'directory', mode: 0o700, uid: 7 },
      { name: './a/run.sh', content: 'x', mode: 0o4777, uid: 7 },
    ]);
    expect([status, body.files]).toEqual([201, 1]);
    await room.deliver(body, { user_ids: [ann.user.id] });
    expect(await filesBelow(ann, 'Material/tar')).toEqual({ 'a/run.sh': 'x' });
  });

  it('upload that is too large, no archive, or for another template: refused, nothing is left of it', async () => {
    const before = await storedFiles();
    await product.rows(`INSERT INTO setting (key, value, changed_at) VALUES ('material_mb', '1', now())`);
    await product.spawner.app.get(InstallationSettings).reload();
    expect(await room.upload({ name: 'x' }, 'no archive', 'application/zip')).toMatchObject({
      body: { code: 'archive_invalid' },
    });
    expect(await room.upload({ name: 'x' }, '{}', 'application/json')).toMatchObject({
      body: { code: 'unsupported_media_type' },
    });
    for (const name of ['a/b', '..', '.hidden', 'a\\b', ''])
      expect(await room.upload({ name }, 'x')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await room.upload({ name: 'x', file: '../x' }, 'x')).toMatchObject({ body: { code: 'invalid_request' } });
    expect(await room.upload({ name: 'x', type: 'plain' }, 'x')).toMatchObject({ body: { code: 'forbidden' } });
    await room.teacher.call<Class>('PATCH', room.at(''), { version: 1, templates: ['dev', 'plain'] });
    expect(await room.upload({ name: 'x', type: 'plain' }, 'x')).toMatchObject({ body: { code: 'no_upload_folder' } });
    expect(await room.upload({ name: 'x' }, Buffer.alloc(1024 ** 2 + 1))).toMatchObject({
      status: 413,
      body: { code: 'file_too_large' },
    });
    expect(await storedFiles()).toEqual(before);
  });

  it('teacher of another class, pupils: see and change nothing; ids of others: nothing is done', async () => {
    const { body } = await room.upload({ name: 'rights', file: 'a.txt' }, 'x');
    const deliver = room.at(`/material/${String(body.id)}/deliver`);
    for (const [person, code] of [
      [sand, 'not_found'],
      [ann, 'forbidden'],
    ] as const) {
      expect(await room.upload({ name: 'x' }, 'x', undefined, person)).toMatchObject({ body: { code } });
      expect(await person.call('GET', room.at('/materials'))).toMatchObject({ body: { code } });
      expect(await person.call('POST', deliver, { all: true })).toMatchObject({ body: { code } });
      expect(await person.call('DELETE', room.at(`/material/${String(body.id)}`))).toMatchObject({ body: { code } });
    }
    for (const [ids, code] of [
      [[ann.user.id, sand.user.id], 'not_found'],
      [[ann.user.id, room.teacher.user.id], 'forbidden'],
    ] as const)
      expect(await room.teacher.call('POST', deliver, { user_ids: ids })).toMatchObject({ body: { code } });
    for (const wish of [{}, { user_ids: [] }, { all: true, user_ids: [ann.user.id] }, { all: false }])
      expect(await room.teacher.call('POST', deliver, wish)).toMatchObject({ body: { code: 'invalid_request' } });
    expect(await room.material(body.id)).toMatchObject({ delivered: 0 });
    const other = await sand.call<Class>('POST', '/classes', { name: '8a', templates: ['dev'] });
    expect(await sand.call('DELETE', `/class/${String(other.body.id)}/material/${String(body.id)}`)).toMatchObject({
      body: { code: 'not_found' },
    });
    await room.teacher.call('POST', room.at('/archive'));
    expect(await room.teacher.call('POST', deliver, { all: true })).toMatchObject({ body: { code: 'class_archived' } });
    await room.teacher.call('POST', room.at('/unarchive'));
  });

  it('files: under random names, for this process alone; deleted with the material; what no row names is swept', async () => {
    const { body } = await room.upload({ name: '../../secret'.replaceAll('/', '-').slice(6), file: 'a.txt' }, 'x');
    const names = await storedFiles();
    for (const name of names) expect(name).toMatch(/^[0-9a-f-]{36}$/);
    expect((await room.teacher.call('DELETE', room.at(`/material/${String(body.id)}`))).status).toBe(200);
    const left = await storedFiles();
    expect(left).toHaveLength(names.length - 1);
    await mkdir(folder(), { recursive: true });
    const old = new Date(Date.now() - 2 * 3_600_000);
    for (const name of ['orphan', 'fresh.draft']) await writeFile(join(folder(), name), 'x');
    await utimes(join(folder(), 'orphan'), old, old);
    for (const name of left) await utimes(join(folder(), name), old, old);
    const { app } = product.spawner;
    await app.get(StoredFiles).sweep(await app.get(Collections).namedFiles(), Date.now());
    expect((await storedFiles()).sort()).toEqual([...left, 'fresh.draft'].sort());
    const { body: list } = await room.teacher.call<MaterialsResponse>('GET', room.at('/materials'));
    expect(list.materials.map(({ id }) => id)).not.toContain(body.id);
  });
});
