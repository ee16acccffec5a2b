import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Class, Collection, CollectionsResponse, Job } from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { CollectedPart } from '../../src/classes/material/collected-part.js';
import { CollectionPacking } from '../../src/classes/material/collection-packing.js';
import { Collections } from '../../src/classes/material/collections.js';
import { WindowsPaths } from '../../src/classes/material/windows-name.js';
import { Settings } from '../../src/config/settings.js';
import { AppError } from '../../src/errors/app-error.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { type Person, type Product, startProduct } from '../product.js';
import { ClassRoom, filesOfZip } from './class-room.js';

describe('work collected from a class', () => {
  let product: Product;
  let room: ClassRoom;
  let ann: Person;
  let ben: Person;
  let sand: Person;

  beforeAll(async () => {
    product = await startProduct();
    room = await ClassRoom.open(product, ['ann', 'ben', 'cem']);
    [ann, ben] = room.pupils as [Person, Person];
    sand = await product.register('sand@example.com');
    await product.rows(`UPDATE users SET role = 'manager' WHERE id = ${String(sand.user.id)}`);
  });
  afterAll(async () => {
    await product.close();
  });

  const folder = (): string => product.spawner.app.get(Settings).folders.files;
  const storedFiles = async (): Promise<string[]> => (await readdir(folder()).catch(() => [])).sort();
  const collect = (wish: object = {}) =>
    room.teacher.call<{ job_id: string; collection_id: string }>('POST', room.at('/collections'), {
      type: 'dev',
      ...('user_ids' in wish ? {} : { all: true }),
      ...wish,
    });
  const collections = async () =>
    (await room.teacher.call<CollectionsResponse>('GET', room.at('/collections'))).body.collections;
  const packed = (id: string): Promise<Collection> =>
    until('the ZIP is made', 30, async () => {
      const found = (await collections()).find((collection) => collection.id === id);
      return found?.state !== 'running' && found;
    });
  const fetchFile = (id: string, headers: Record<string, string> = {}, by = room.teacher) =>
    fetch(`${product.url}/api${room.at(`/collection/${id}/file`)}`, {
      headers: { authorization: `Bearer ${by.token}`, ...headers },
    });
  const download = async (id: string) => {
    const files = await filesOfZip(Buffer.from(await (await fetchFile(id)).arrayBuffer()));
    const top = Object.keys(files)[0]?.split('/')[0] ?? '';
    return Object.fromEntries(Object.entries(files).map(([path, content]) => [path.slice(top.length + 1), content]));
  };
  const all = async (wish: object = {}) => {
    const started = await collect(wish);
    const job = await room.job(started);
    const collection = await packed(started.body.collection_id);
    return { job, collection, files: collection.state === 'ready' ? await download(collection.id) : {} };
  };
  /** On this machine: links and pipes cannot be uploaded. */
  const placeOf = async (person: Person, path: string): Promise<string> => {
    const [volume] = await product.spawner.app.get(VolumeStore).list({ userId: person.user.id, type: 'dev' });
    const { data } = product.spawner.app.get(Settings).folders;
    const names = (await readdir(data, { recursive: true })).filter((name) =>
      name.endsWith(`${String(volume?.name)}/files`),
    );
    const place = join(data, names[0] ?? '', path);
    await mkdir(dirname(place), { recursive: true });
    return place;
  };

  it('nobody has anything: said at once', async () => {
    expect(await collect()).toMatchObject({ status: 409, body: { code: 'nothing_to_collect' } });
    expect(await collections()).toEqual([]);
  });

  it('one ZIP: a folder for each, contents with sums; links, pipes and what tools make are listed', async () => {
    for (const person of [ann, ben]) expect(await person.launch('dev')).toMatchObject({ status: 200 });
    await room.write(ann, {
      'work/essay.txt': 'essay',
      'work/Bild.PNG': 'picture',
      'node_modules/x/index.js': 'x',
      '.git/HEAD': 'x',
    });
    await room.write(ben, { '=cmd|calc': 'formula', '+1.txt': 'x' });
    await symlink('/etc/passwd', await placeOf(ann, 'work/link'));
    execFileSync('mkfifo', [await placeOf(ann, 'work/pipe')]);
    const { job, collection, files } = await all();
    expect(job).toMatchObject({ state: 'done', done: 2, skipped: 1 });
    expect(collection).toMatchObject({ state: 'ready', people: 3, collected: 3, files: 4, folder: '/srv/www' });
    const { '_Inhalt.csv': contents = '', SHA256SUMS: sums = '', ...work } = files;
    expect(work).toEqual({
      'ann (ann)/work/essay.txt': 'essay',
      'ann (ann)/work/Bild.PNG': 'picture',
      'ben (ben)/=cmd_calc': 'formula',
      'ben (ben)/+1.txt': 'x',
    });
    for (const [path, content] of Object.entries(work))
      expect(sums).toContain(`${createHash('sha256').update(content).digest('hex')}  ${path}\n`);
    const [, ofAnn] = contents.split('\r\n');
    expect(ofAnn).toMatch(/^"ann","ann",2,12,"\d{4}-.*Z","[0-9a-f]{64}","/);
    for (const path of ['work/link (Verknüpfung)', 'node_modules (', '.git ('])
      expect([path, contents.includes(path)]).toEqual([path, true]);
    expect(work).not.toHaveProperty('ann (ann)/work/pipe');
    // Told on the card, until it is dismissed.
    const notice = async () => (await ann.list())[0]?.visited;
    expect(await notice()).toMatchObject({ kind: 'collected', by: 'vogel' });
    await ann.call('DELETE', '/container/visit/dev');
    expect(await notice()).toBeNull();
    // Only the ZIP is left of it.
    expect(await storedFiles()).toHaveLength(1);
  });

  it('machine with files is away: those of whom there seem to be none have failed, and are read again when it is back', async () => {
    const volumes = product.spawner.app.get(VolumeStore);
    const isWhole = jest.spyOn(volumes, 'isWhole').mockResolvedValue(false);
    const list = jest.spyOn(volumes, 'list').mockResolvedValue([]);
    const job = await room.job(await collect());
    for (const spy of [isWhole, list]) spy.mockRestore();
    expect(job).toMatchObject({ done: 0, failed: 3, items: [{ code: 'runtime_unreachable' }, {}, {}] });
    await room.retry(job);
    await until('nobody has failed', 30, async () => {
      const { body } = await room.teacher.call<Job>('GET', `/job/${job.id}`);
      return body.failed === 0 && body.finished_at !== null;
    });
  });

  it('file name that is a formula: a spreadsheet reads the list of contents as text', async () => {
    await symlink('/x', await placeOf(ben, '=HYPERLINK("http:evil")'));
    await product.rows(`UPDATE class_member SET roster_name = '=1+1' WHERE user_id = ${String(ben.user.id)}`);
    const { files } = await all({ user_ids: [ben.user.id] });
    const cells = (files['_Inhalt.csv'] ?? '').split('\r\n')[1];
    expect(cells).toContain(`"'=1+1"`);
    expect(cells).toContain(`'=HYPERLINK(""http:evil"")`);
    await product.rows(`UPDATE class_member SET roster_name = 'ben' WHERE user_id = ${String(ben.user.id)}`);
  });

  it('folder below the volume: only what is in it; another folder: no_upload_folder; all that tools make on request', async () => {
    expect(Object.keys((await all({ folder: '/srv/www/work' })).files)).toContain('ann (ann)/essay.txt');
    expect(Object.keys((await all({ everything: true })).files)).toContain('ann (ann)/node_modules/x/index.js');
    for (const elsewhere of ['/etc', '/srv/wwww', '/srv'])
      expect(await collect({ folder: elsewhere })).toMatchObject({ body: { code: 'no_upload_folder' } });
    for (const wrong of ['/srv/www/../..', 'srv/www', '/', '/srv/www/'])
      expect(await collect({ folder: wrong })).toMatchObject({ body: { code: 'invalid_request' } });
    const { collection } = await all({ folder: '/srv/www/empty' });
    expect(collection).toMatchObject({ state: 'failed', reason: expect.stringContaining('nichts') });
  });

  it('download: goes on where it broke off; by name, for those who lead the class alone', async () => {
    const { collection } = await all();
    const whole = Buffer.from(await (await fetchFile(collection.id)).arrayBuffer());
    expect(whole).toHaveLength(collection.bytes);
    const answer = await fetchFile(collection.id, { range: 'bytes=10-' });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="7b_\d{4}-\d\d-\d\d\.zip"/);
    expect(Buffer.from(await answer.arrayBuffer()).equals(whole.subarray(10))).toBe(true);
    const tail = await fetchFile(collection.id, { range: 'bytes=-5' });
    expect(Buffer.from(await tail.arrayBuffer()).equals(whole.subarray(-5))).toBe(true);
    expect((await fetchFile(collection.id, { range: `bytes=${String(whole.length)}-` })).status).toBe(416);
    for (const [person, status] of [
      [room.admin, 200],
      [sand, 404],
      [ann, 403],
    ] as const) {
      const got = await fetchFile(collection.id, {}, person);
      await got.body?.cancel();
      expect([person.user.email, got.status]).toEqual([person.user.email, status]);
    }
    const other = await sand.call<Class>('POST', '/classes', { name: '8a', templates: ['dev'] });
    for (const [method, end] of [
      ['GET', '/file'],
      ['DELETE', ''],
    ] as const)
      expect(
        await sand.call(method, `/class/${String(other.body.id)}/collection/${collection.id}${end}`),
      ).toMatchObject({ body: { code: 'collection_gone' } });
    expect(
      await product.rows(`SELECT count(*)::int FROM audit_event WHERE action = 'collection_downloaded'`),
    ).not.toEqual([{ count: 0 }]);
  });

  it('deleted, and after 14 days: the files go too', async () => {
    for (const { id } of await collections()) await room.teacher.call('DELETE', room.at(`/collection/${id}`));
    expect(await storedFiles()).toEqual([]);
    const { collection } = await all();
    expect((await room.teacher.call('DELETE', room.at(`/collection/${collection.id}`))).status).toBe(200);
    expect((await fetchFile(collection.id)).status).toBe(410);
    const { collection: old } = await all();
    await product.rows(`UPDATE collection SET delete_after = now() - interval '1 minute'`);
    await product.spawner.app.get(Collections).forget();
    expect((await fetchFile(old.id)).status).toBe(410);
    expect(await storedFiles()).toEqual([]);
  });

  it('one cannot be read: the others are packed; repeated, only that one is read, and the ZIP has all', async () => {
    const store = product.spawner.app.get(VolumeStore);
    const given = store.export.bind(store);
    store.export = (volume) =>
      volume.userId === ben.user.id ? Promise.reject(new AppError('runtime_failed', { reason: '' })) : given(volume);
    const started = await collect();
    const job = await room.job(started);
    const id = started.body.collection_id;
    expect(job).toMatchObject({ state: 'failed', failed: 1, done: 1 });
    await packed(id);
    const first = await download(id);
    expect(Object.keys(first)).toContain('ann (ann)/work/essay.txt');
    expect(first['_Inhalt.csv']).toMatch(/"ben","ben",0,0,,,".+"/);
    // A process that has died while it packed: not before its time is up.
    const packedAgain = async (lease: string) => {
      await product.rows(
        `UPDATE collection SET packed_at = NULL, state = 'running', leased_until = now() + interval '${lease}' WHERE id = '${id}'`,
      );
      await product.spawner.app.get(CollectionPacking).packDue();
      return (await collections()).find((collection) => collection.id === id)?.state;
    };
    expect(await packedAgain('1 minute')).toBe('running');
    expect(await packedAgain('-1 second')).toBe('ready');
    expect(Object.keys(await download(id))).toContain('ann (ann)/work/essay.txt');

    const read: number[] = [];
    store.export = (volume) => {
      read.push(volume.userId);
      return given(volume);
    };
    await room.retry(job);
    await until('the ZIP is made again', 30, async () => 'ben (ben)/+1.txt' in (await download(id)));
    expect(Object.keys(await download(id))).toContain('ann (ann)/work/essay.txt');
    expect(read).toEqual([ben.user.id]);
    store.export = given;
  });

  it('more than a person may have: the rest is listed, and the part says that it is incomplete', async () => {
    const part = new CollectedPart({ everything: false, mostBytes: 10, mostFiles: 2 });
    const store = product.spawner.app.get(VolumeStore);
    const [volume] = await store.list({ userId: ann.user.id, type: 'dev' });
    if (!volume) throw new Error('no volume');
    await buffer(part.read([{ open: () => store.export(volume), folder: '', into: '' }]));
    expect(part.bytes).toBeLessThanOrEqual(10);
    expect(part.incomplete).toBe(true);
    expect(part.leftOut.map(({ reason }) => reason)).toContain('too_much');
  });

  it('part that is not whole: the job names the person, the ZIP has what fitted, its list of contents how many are missing', async () => {
    const names = Array.from({ length: 125 }, (_, index) => `many/${String(index)}.txt`);
    for (const name of names) await writeFile(await placeOf(ben, name), 'x');
    await product.rows(
      `CREATE FUNCTION tiny() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.most_bytes := 20; RETURN NEW; END $$;
       CREATE TRIGGER tiny BEFORE INSERT ON collection FOR EACH ROW EXECUTE FUNCTION tiny()`,
    );
    const { job, files } = await all({ user_ids: [ben.user.id], folder: '/srv/www/many' });
    await product.rows('DROP TRIGGER tiny ON collection; DROP FUNCTION tiny()');
    expect(job).toMatchObject({ failed: 1, items: [{ label: 'ben', code: 'collection_incomplete' }] });
    expect(Object.keys(files).filter((path) => path.startsWith('ben'))).toHaveLength(20);
    expect(files['_Inhalt.csv']).toContain('+ 5 (weitere, hier nicht genannt)');
  });

  it('names of a prankster: each is collected under a name that every system unpacks', async () => {
    for (const name of ['-rf', 'a\nb', 'c\u001b[31md', 'e\u202Efdp.exe', 'ü'.repeat(127)])
      await writeFile(await placeOf(ben, `odd/${name}`), name);
    const { job, files } = await all({ user_ids: [ben.user.id], folder: '/srv/www/odd' });
    expect(job).toMatchObject({ state: 'done', done: 1 });
    const { '_Inhalt.csv': _, SHA256SUMS: sums, ...work } = files;
    expect(Object.keys(work).sort()).toEqual(
      ['-rf', 'a_b', 'c_[31md', 'e_fdp.exe', 'ü'.repeat(100)].map((name) => `ben (ben)/${name}`).sort(),
    );
    expect(sums?.trim().split('\n')).toHaveLength(5);
  });

  it.each([
    ['aux.txt', '_aux.txt'],
    ['CON', '_CON'],
    ['com1.tar.gz', '_com1.tar.gz'],
    ['a/NUL/b', 'a/_NUL/b'],
    ['dot.', 'dot_'],
    ['space ', 'space'],
    ['...', '___'],
    ['a:b*c?"<>|', 'a_b_c_____'],
    ['back\\slash', 'back_slash'],
    ['u\u0308.txt', 'ü.txt'],
    ['turned\u202egpj.exe', 'turned_gpj.exe'],
    ['\ud83d.txt', '_.txt'],
    [`${'x'.repeat(300)}.txt`, `${'x'.repeat(96)}.txt`],
  ])('name %j: %j in the ZIP', (given, expected) => {
    expect(new WindowsPaths().add(given)).toBe(expected);
  });

  it('names that are one on Windows: each stays', () => {
    const paths = new WindowsPaths();
    expect(['a?.txt', 'a*.txt', 'A_.TXT'].map((path) => paths.add(path))).toEqual([
      'a_.txt',
      'a_ (2).txt',
      'A_ (3).TXT',
    ]);
  });

  it('file and folder that are one on Windows, or two folders: all can be unpacked', () => {
    const paths = new WindowsPaths();
    expect(['a?/b.txt', 'a*', 'A_/B.txt', 'c:', 'c*/d'].map((path) => paths.add(path))).toEqual([
      ...['a_/b.txt', 'a_ (2)', 'a_/B (2).txt', 'c_', 'c_ (2)/d'],
    ]);
  });

  it('ten thousand names that become one: each is looked up a few times, not once for each before', () => {
    const paths = new WindowsPaths();
    const lookUps = jest.spyOn(Set.prototype, 'has');
    const names = new Set(Array.from({ length: 10_000 }, (_, nth) => paths.add(`${'x'.repeat(100)}${String(nth)}`)));
    const { length } = lookUps.mock.calls;
    lookUps.mockRestore();
    expect(names.size).toBe(10_000);
    expect(length).toBeLessThan(100_000);
  });
});
