import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, CollectionsResponse } from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { AppError } from '../../src/errors/app-error.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { type Person, post, type Product, startProduct } from '../product.js';
import { ClassRoom, filesOfZip } from './class-room.js';

interface Started {
  readonly job_id: string;
  readonly collection_id: string | null;
}

describe('containers of a class, reset', () => {
  let product: Product;
  let room: ClassRoom;
  let ann: Person;
  let ben: Person;
  let store: VolumeStore;

  beforeAll(async () => {
    product = await startProduct();
    room = await ClassRoom.open(product, ['ann', 'ben']);
    [ann, ben] = room.pupils as [Person, Person];
    store = product.spawner.app.get(VolumeStore);
    for (const person of [ann, ben]) expect(await person.launch('dev')).toMatchObject({ status: 200 });
  });
  afterAll(() => product.close());

  const reset = (mode: string, wish: object = {}) =>
    room.teacher.call<Started>('POST', room.at('/reset'), {
      ...{ type: 'dev', mode, expected: 2 },
      ...('user_ids' in wish ? {} : { all: true }),
      ...wish,
    });
  const zipOf = async (id: string | null) => {
    await until<Collection | false>('the ZIP is made', 30, async () => {
      const { body } = await room.teacher.call<CollectionsResponse>('GET', room.at('/collections'));
      return body.collections.find((collection) => collection.id === id && collection.state === 'ready') ?? false;
    });
    const answer = await fetch(`${product.url}/api${room.at(`/collection/${String(id)}/file`)}`, {
      headers: { authorization: `Bearer ${room.teacher.token}` },
    });
    const files = await filesOfZip(Buffer.from(await answer.arrayBuffer()));
    return Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^[^/]+\//, ''), text]));
  };
  const containerOf = async (person: Person) => (await person.detail('dev')).container_id;

  it('number of people is another by now: nothing is done', async () => {
    const before = await containerOf(ann);
    expect(await reset('data', { expected: 3 })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: 2 },
    });
    expect(await reset('data', { user_ids: [ann.user.id, room.teacher.user.id] })).toMatchObject({
      body: { code: 'forbidden' },
    });
    expect(await reset('everything')).toMatchObject({ body: { code: 'invalid_request' } });
    expect(await containerOf(ann)).toBe(before);
  });

  it('container: a new one, the files stay; told on the card', async () => {
    await room.write(ann, { 'mine.txt': 'kept' });
    const before = await containerOf(ann);
    const started = await reset('container', { user_ids: [ann.user.id], expected: 1 });
    expect(started.body.collection_id).toBeNull();
    expect(await room.job(started)).toMatchObject({ state: 'done', done: 1 });
    expect(await containerOf(ann)).not.toBe(before);
    expect(await room.filesOf(ann)).toMatchObject({ 'mine.txt': 'kept' });
    expect((await ann.list())[0]).toMatchObject({ status: 'running', visited: { kind: 'reset' } });
  });

  it('data: collected first, then empty, with the newest material at the next launch', async () => {
    for (const [name, file] of [
      ['sheet', 'old.txt'],
      ['sheet', 'new.txt'],
      ['other', 'a.txt'],
    ] as const)
      await room.deliver((await room.upload({ name, file }, file)).body);
    await room.write(ann, { 'node_modules/x.js': 'x' });
    await room.write(ben, { 'work.txt': 'of ben' });
    const started = await reset('data');
    expect(await room.job(started)).toMatchObject({ state: 'done', done: 2 });
    for (const person of [ann, ben]) {
      expect(await room.filesOf(person)).toEqual({});
      expect((await person.list())[0]).toMatchObject({ status: 'not_created', visited: { kind: 'reset' } });
    }
    expect(await zipOf(started.body.collection_id)).toMatchObject({
      'ann (ann)/mine.txt': 'kept',
      'ann (ann)/node_modules/x.js': 'x',
      'ben (ben)/work.txt': 'of ben',
    });
    expect(await ann.launch('dev')).toMatchObject({ status: 200 });
    expect(await room.filesOf(ann)).toEqual({ 'Material/sheet/new.txt': 'new.txt', 'Material/other/a.txt': 'a.txt' });
    expect(
      await product.rows(
        `SELECT count(*)::int FROM audit_event WHERE action = 'card_reset' AND about_user_id = ${String(ann.user.id)} AND facts->>'mode' = 'data'`,
      ),
    ).toEqual([{ count: 1 }]);
  });

  it('cannot be collected: the files stay, and are reset when the job is repeated', async () => {
    await room.write(ann, { 'work.txt': 'of ann' });
    const given = store.export.bind(store);
    store.export = () => Promise.reject(new AppError('runtime_failed', { reason: '' }));
    const started = await reset('data', { user_ids: [ann.user.id], expected: 1 });
    const job = await room.job(started);
    expect(job).toMatchObject({ state: 'failed', failed: 1 });
    store.export = given;
    expect(await room.filesOf(ann)).toMatchObject({ 'work.txt': 'of ann' });
    expect(await room.retry(job)).toMatchObject({ state: 'done' });
    expect(await room.filesOf(ann)).toEqual({});
    expect(await zipOf(started.body.collection_id)).toMatchObject({ 'ann (ann)/work.txt': 'of ann' });
  });

  it('does not fit into the collection: nothing is deleted', async () => {
    expect(await ann.launch('dev')).toMatchObject({ status: 200 });
    await room.write(ann, { 'work.txt': 'of ann' });
    await product.rows(
      `CREATE FUNCTION tiny() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.most_bytes := 3; RETURN NEW; END $$;
       CREATE TRIGGER tiny BEFORE INSERT ON collection FOR EACH ROW EXECUTE FUNCTION tiny()`,
    );
    const job = await room.job(await reset('data', { user_ids: [ann.user.id], expected: 1 }));
    await product.rows('DROP TRIGGER tiny ON collection');
    expect(job).toMatchObject({ state: 'failed', items: [{ code: 'collection_incomplete' }] });
    expect(await room.filesOf(ann)).toMatchObject({ 'work.txt': 'of ann' });
  });

  it('process has died between collecting and deleting: the repeated item deletes, and the collection has all', async () => {
    await room.write(ann, { 'work.txt': 'once' });
    const given = store.remove.bind(store);
    store.remove = () => Promise.reject(new AppError('runtime_failed', { reason: '' }));
    const started = await reset('data', { user_ids: [ann.user.id], expected: 1 });
    const job = await room.job(started);
    expect(job).toMatchObject({ failed: 1 });
    store.remove = given;
    expect(await room.retry(job)).toMatchObject({ state: 'done' });
    expect(await room.retry(job)).toMatchObject({ state: 'done' });
    expect(await room.filesOf(ann)).toEqual({});
    expect(await zipOf(started.body.collection_id)).toMatchObject({ 'ann (ann)/work.txt': 'once' });
  });

  it('data and card: the card of an account of the class ends with its logins; own accounts keep theirs', async () => {
    const { body } = await room.teacher.call<{ members: { user_id: number }[] }>('POST', room.at('/members'), {
      class_accounts: [{ name: 'Kim' }],
    });
    const kim = body.members[0]?.user_id ?? 0;
    const { body: printed } = await room.teacher.call<{ cards: { url: string }[] }>('POST', room.at('/cards/print'), {
      user_ids: [kim],
      renew: true,
    });
    const logIn = () =>
      post<{ code?: string }>(`${product.url}/api/auth/card`, { secret: printed.cards[0]?.url.split('#')[1] });
    const both = [kim, ann.user.id];
    await product.rows(
      `INSERT INTO user_container (user_id, container_type, status) VALUES (${String(kim)}, 'dev', 'not_created')`,
    );
    expect((await logIn()).status).toBe(200);
    const job = await room.job(await reset('data_and_card', { user_ids: both, collect_first: false }));
    expect(job).toMatchObject({ state: 'done' });
    expect(await logIn()).toMatchObject({ body: { code: 'card_invalid' } });
    expect((await ann.call('GET', '/user/me')).status).toBe(200);
    await room.teacher.call('DELETE', room.at(`/member/${String(kim)}`));
  });

  it('without collecting first: deleted at once', async () => {
    await room.job(await reset('data', { collect_first: false }));
    expect([await room.filesOf(ann), await room.filesOf(ben)]).toEqual([{}, {}]);
  });
});
