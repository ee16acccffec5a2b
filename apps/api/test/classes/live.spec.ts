import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Class, LiveClass, LivePerson, type MemberLaunch } from '@spawner/contracts';
import { Client } from 'pg';
import { LivePeople } from '../../src/classes/live/live-people.js';
import { LaunchProgressStore } from '../../src/containers/launch/launch-progress-store.js';
import { Corrections } from '../../src/lifecycle/corrections.js';
import { type EventReader, readEvents } from '../event-stream.js';
import { leaveMails } from '../leave-mails.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { addClassAccounts, openSchool } from './school.js';

/** Ends when it is told to, as a container that is stopped past Spawner. */
const ENDS = `
  import { createServer } from 'node:http';
  createServer((request, answer) => (request.url === '/end' ? process.exit(0) : answer.end('here')))
    .listen(Number(process.env.PORT), process.env.HOST);`;

describe('live page of a class', () => {
  let database: TestDatabase;
  /** Of both processes. */
  let data: string;
  let product: Product;
  let other: Product;
  let admin: Person;
  let vogel: Person;
  let sand: Person;
  let ann: Person;
  let bob: Person;
  let classId: number;
  let elsewhere: number;
  const kids: Record<string, number> = {};
  const streams: EventReader[] = [];
  let withoutComparison: { mockRestore(): void };

  beforeAll(async () => {
    // Most of the rows below have no container, and the comparison with the runtime would correct them at any moment.
    withoutComparison = jest.spyOn(Corrections.prototype, 'correctAll').mockResolvedValue();
    database = await createTestDatabase();
    data = await mkdtemp(join(tmpdir(), 'spawner-live-'));
    const environment = { DATA_DIR: data, JWT_SECRET_KEY: randomUUID() };
    const services = { ends: ENDS, two: '', fails: 'console.error("no module"); process.exit(3)' };
    product = await startProduct({ database, environment, services });
    ({ admin, vogel, sand, ann } = await openSchool(product));
    bob = await product.register('bob@school.example');
    other = await startProduct({ database, environment, services });
    leaveMails(other.spawner.app);
    const make = async (name: string, templates: string[]) =>
      (await vogel.call<Class>('POST', '/classes', { name, templates })).body.id;
    classId = await make('7b', ['two', 'ends', 'fails']);
    elsewhere = await make('8a', ['two']);
    await admin.call('POST', `/class/${String(classId)}/members`, { user_ids: [ann.user.id, bob.user.id] });
    await vogel.call('PATCH', `/class/${String(classId)}/member/${String(ann.user.id)}`, { name: 'Ann S.' });
    await vogel.call('POST', `/class/${String(classId)}/teachers`, { email: 'sand@school.example' });
    for (const id of [classId, elsewhere]) await addKids(id, ['Cem', 'Dana', 'Eli', 'Finn']);
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  afterAll(async () => {
    await other.close();
    await product.close();
    await database.drop();
    withoutComparison.mockRestore();
    await rm(data, { recursive: true, force: true });
  });

  async function addKids(id: number, names: string[]): Promise<void> {
    const members = await addClassAccounts(vogel, id, names);
    for (const { name, user_id: userId } of members) kids[id === classId ? name : `${name} elsewhere`] = userId;
  }
  const path = (rest: string) => `/class/${String(classId)}/${rest}`;
  const kid = (name: string): string => String(kids[name]);
  const watch = async (person: Person, { at = product, query = '' } = {}): Promise<EventReader> => {
    const stream = await readEvents(`${at.url}/api${path('events')}${query}`, person.token);
    streams.push(stream);
    return stream;
  };
  const store = (userId: number | string, type: string, values: Record<string, string>) =>
    product.rows(`
      INSERT INTO user_container (user_id, container_type, ${Object.keys(values).join(', ')})
      VALUES (${String(userId)}, '${type}', ${Object.values(values).join(', ')})
      ON CONFLICT (user_id, container_type) DO UPDATE SET ${Object.entries(values)
        .map(([column, value]) => `${column} = ${value}`)
        .join(', ')}`);
  const stateOf = (live: LiveClass) => Object.fromEntries(live.people.map(({ name, state }) => [name, state]));
  const is = (userId: number | string, state?: string) => (person: LivePerson) =>
    person.user_id === Number(userId) && (state === undefined || person.state === state);

  /** Statements about this page that the product sends while something happens. */
  async function statements(work: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = [];
    const { query } = Client.prototype;
    Client.prototype.query = function (this: Client, ...args: unknown[]) {
      const [given] = args as [string | { text: string }];
      const text = typeof given === 'string' ? given : given.text;
      if (/class_member|FROM lesson|class_template|percentile/.test(text)) seen.push(text);
      return (query as (...args: unknown[]) => unknown).apply(this, args);
    } as typeof query;
    try {
      await work();
    } finally {
      Client.prototype.query = query;
    }
    return seen;
  }

  it('answer: every member with state, by name, without teachers and mail addresses; three statements', async () => {
    await vogel.call('POST', path('lesson'), { until: new Date(Date.now() + 3_600_000).toISOString() });
    await bob.call('POST', '/user/help', { class_id: classId, text: 'Where is the file?' });
    await ann.call('POST', '/user/help', { class_id: classId });
    await product.rows(`UPDATE users SET last_seen_at = now() WHERE id = ${kid('Dana')}`);
    await store(kid('Eli'), 'two', {
      status: `'error'`,
      failure: `'{"code": "container_exited", "facts": {"exitCode": 3}, "phase": "ready", "at": "2026-09-01T08:00:00.000Z", "logTail": ["secret line"], "steps": [{"phase": "start", "milliseconds": 800}]}'`,
    });
    await store(kid('Finn'), 'two', {
      ...{ status: `'running'`, last_used: 'now()', kept_bytes: '1000', uploaded_bytes: '24' },
    });
    await product.rows(`INSERT INTO share_link (id, user_id, container_type, secret_hash, created_at, expires_at)
      VALUES (gen_random_uuid(), ${kid('Finn')}, 'two', 'x', now(), now() + interval '1 hour')`);
    const first = await vogel.call<LiveClass>('GET', path('live'));
    expect(first.status).toBe(200);
    const live = LiveClass.parse(first.body);
    expect(stateOf(live)).toEqual({
      ...{ 'Ann S.': 'help', bob: 'help', Cem: 'absent', Dana: 'not_started', Eli: 'failed', Finn: 'working' },
    });
    expect(live).toMatchObject({
      type: 'two',
      expected_ms: null,
      as_of: null,
      counts: { help: 2, absent: 1, stuck: 0 },
    });
    expect(live.lesson?.started_by.name).toBe('vogel@school.example');
    const [annNow, bobNow, , , eli, finn] = live.people;
    expect([bobNow, annNow].map((person) => person?.help?.place)).toEqual([1, 2]);
    expect(bobNow).toMatchObject({ devices: 1, help: { text: 'Where is the file?' }, storage_bytes: null });
    expect(eli?.failure).toEqual({ code: 'container_exited', phase: 'ready', reason: expect.stringContaining('3') });
    expect(finn).toMatchObject({ shared: true, storage_bytes: 1024, next: { state: 'quiet' } });
    expect(JSON.stringify(live.people)).not.toMatch(/@|secret line/);
    expect(await statements(() => vogel.call('GET', path('live')))).toHaveLength(3);
    await vogel.call('DELETE', path('lesson'));
  });

  it('template: any of the class, others are refused', async () => {
    expect((await sand.call<LiveClass>('GET', path('live?type=ends'))).body.type).toBe('ends');
    const refused = await sand.call('GET', path('live?type=dev'));
    expect(refused).toMatchObject({ status: 400, body: { code: 'unknown_type' } });
    expect(refused.body.detail).toContain('two, ends, fails');
    expect((await watch(vogel, { query: '?type=dev' })).status).toBe(400);
    expect((await watch(ann)).status).toBe(403);
  });

  it('last launch of a member: steps, reason, advice and log; not that of a teacher or an admin', async () => {
    const { body } = await vogel.call<MemberLaunch>('GET', path(`member/${kid('Eli')}/launch`));
    const steps = [{ phase: 'start', milliseconds: 800 }];
    expect(body).toMatchObject({
      failure: { code: 'container_exited', steps, log_tail: ['secret line'] },
      last_launch: null,
    });
    expect((await vogel.call<MemberLaunch>('GET', path(`member/${kid('Finn')}/launch`))).body.failure).toBeNull();
    const ofTeacher = await vogel.call('GET', path(`member/${String(sand.user.id)}/launch`));
    expect(ofTeacher).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await vogel.call('GET', path(`member/${kid('Cem elsewhere')}/launch`))).status).toBe(404);
  });

  it('changes of many rows at once, in two processes: one statement in each, for all who watch', async () => {
    const readers = [await watch(vogel), await watch(sand), await watch(vogel, { at: other })];
    for (const reader of readers) await reader.first('live');
    const changed = ['Cem', 'Dana', 'Eli'].map(kid);
    const found = await statements(async () => {
      await product.rows(`
        INSERT INTO user_container (user_id, container_type, status) SELECT unnest(ARRAY[${changed.join()}]), 'two', 'paused'
        ON CONFLICT (user_id, container_type) DO UPDATE SET status = 'paused', failure = NULL`);
      for (const reader of readers) for (const id of changed) await reader.first('person', is(id, 'resting'));
    });
    expect(found).toHaveLength(2);
    expect(LivePerson.parse(await readers[0]?.first('person', is(kid('Cem'))))).toMatchObject({ status: 'paused' });
  });

  it('second reader while the class is still read for the first: one read for both', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const { rows } = LivePeople.prototype;
    const reads = jest.spyOn(LivePeople.prototype, 'rows').mockImplementation(async function (this: LivePeople, ...of) {
      await released;
      return rows.apply(this, of);
    });
    try {
      const readers = [await watch(vogel), await watch(sand)];
      release();
      for (const reader of readers) await reader.first('live');
      await store(kid('Dana'), 'two', { status: `'paused'`, last_used: 'now()' });
      for (const reader of readers) await reader.first('person', is(kid('Dana')));
      expect(reads.mock.calls.filter(([, , userIds]) => userIds === null)).toHaveLength(1);
    } finally {
      reads.mockRestore();
    }
  });

  it('open view: changes elsewhere, and changes that it does not show, cost no statement and send nothing', async () => {
    const reader = await watch(vogel);
    await reader.first('live');
    const before = reader.events.length;
    const found = await statements(async () => {
      await store(kid('Cem elsewhere'), 'two', { status: `'running'` });
      await store(kid('Cem'), 'ends', { status: `'paused'` });
      // Whoever listens on the channel has got those before this one.
      await store(kid('Dana'), 'two', { status: `'stopped'` });
      await reader.first('person', (person: LivePerson) => person.status === 'stopped');
    });
    expect(found).toHaveLength(1);
    expect(reader.events.length).toBe(before + 1);
  });

  it('uses: a change of the state at once, then at most one event in 30 s', async () => {
    await store(kid('Finn'), 'two', { status: `'running'`, last_used: `now() - interval '10 minutes'` });
    const reader = await watch(vogel);
    expect(stateOf(await reader.first<LiveClass>('live'))).toMatchObject({ Finn: 'quiet' });
    const use = (seconds: number) =>
      store(kid('Finn'), 'two', { status: `'running'`, last_used: `now() - interval '${String(seconds)} seconds'` });
    await use(30);
    await reader.first('person', is(kid('Finn'), 'working'));
    for (const seconds of [20, 10]) await use(seconds);
    await store(kid('Cem'), 'two', { status: `'stopped'` });
    await reader.first('person', is(kid('Cem')));
    const ofFinn = reader.events.filter(({ name, data }) => name === 'person' && is(kid('Finn'))(data as LivePerson));
    expect(ofFinn.map(({ data }) => (data as LivePerson).state)).toEqual(['working', 'working']);
  });

  it('steps of a launch, in another process: shown without a statement', async () => {
    const reader = await watch(vogel);
    await reader.first('live');
    // The change of the row is read by a statement, which must not fall into the time that is looked at.
    await store(kid('Cem'), 'two', { status: `'starting'`, status_since: 'now()' });
    await reader.first('person', is(Number(kid('Cem')), 'starting'));
    const progress = other.spawner.app.get(LaunchProgressStore);
    const key = { userId: Number(kid('Cem')), type: 'two' };
    const found = await statements(async () => {
      const tracker = progress.begin(key);
      tracker.queued(7);
      await reader.first('person', ({ state, queue_position: at }: LivePerson) => state === 'waiting' && at === 7);
      tracker.image({ percent: 62, bytes: { done: 62, total: 100 }, detail: null });
      await reader.first('person', ({ state, percent }: LivePerson) => state === 'starting' && percent === 62);
    });
    progress.end(key);
    expect(found).toEqual([]);
    await store(kid('Cem'), 'two', { status: `'stopped'` });
  });

  it('container launched, ended from outside, and one that fails: each is shown', async () => {
    const reader = await watch(sand, { query: '?type=ends&language=en' });
    await reader.first('live');
    expect((await ann.launch('ends')).status).toBe(200);
    await reader.first('person', is(ann.user.id, 'working'));
    await ann.open('/ann-ends/end').catch(() => undefined);
    const rested = await reader.first<LivePerson>('person', ({ state }) => state === 'resting' || state === 'failed');
    expect(rested.user_id).toBe(ann.user.id);
    const fails = await watch(sand, { query: '?type=fails&language=en' });
    await fails.first('live');
    await ann.launch('fails');
    const failed = await fails.first<LivePerson>('person', is(ann.user.id, 'failed'));
    expect(failed.failure).toMatchObject({ code: 'container_exited', reason: expect.stringContaining('ended') });
  });

  it('class: members who come and go, who log in, lessons, calls for help and messages are shown', async () => {
    const reader = await watch(vogel, { at: other });
    await reader.first('live');
    await product.rows(`INSERT INTO class_member (class_id, user_id, role, state, joined_via, joined_at)
      VALUES (${String(classId)}, ${String(admin.user.id)}, 'member', 'waiting', 'code', now())`);
    await reader.first('entrance');
    await product.rows(`DELETE FROM class_member WHERE state = 'waiting'`);
    await addKids(classId, ['Gina']);
    await reader.first<LiveClass>('live', ({ people }) =>
      people.some(({ name, state }) => name === 'Gina' && state === 'absent'),
    );
    const looks = () => reader.events.filter(({ name }) => name === 'entrance').length;
    const before = looks();
    await product.rows(`INSERT INTO session (id, user_id, created_at, expires_at)
      VALUES (gen_random_uuid(), ${kid('Gina')}, now(), now() + interval '1 hour')`);
    await reader.first('person', ({ name, devices }: LivePerson) => name === 'Gina' && devices === 1);
    await vogel.call('PATCH', path(`member/${kid('Gina')}`), { name: 'Gina K.' });
    await reader.first('person', ({ name }: LivePerson) => name === 'Gina K.');
    expect(looks()).toBe(before);
    const atTheDoor = await product.register('door@school.example');
    await product.rows(`INSERT INTO class_member (class_id, user_id, role, state, joined_via, joined_at)
      VALUES (${String(classId)}, ${String(atTheDoor.user.id)}, 'member', 'waiting', 'code', now())`);
    await reader.first('entrance');
    await vogel.call('DELETE', path(`member/${kid('Gina')}`));
    expect(await reader.first('gone')).toEqual({ user_id: Number(kid('Gina')) });

    await vogel.call('POST', path('lesson'), { until: new Date(Date.now() + 3_600_000).toISOString() });
    await reader.first('lesson', (lesson) => lesson !== null);
    for (const person of [ann, bob]) await person.call('POST', '/user/help', { class_id: classId });
    await reader.first('person', ({ name, help }: LivePerson) => name === 'bob' && help?.place === 2);
    await vogel.call('POST', path(`help/${String(ann.user.id)}/done`));
    await reader.first('person', ({ name, help }: LivePerson) => name === 'bob' && help?.place === 1);
    await vogel.call('POST', path('messages'), { text: 'Five more minutes' });
    await reader.first('message');
    await vogel.call('DELETE', path('lesson'));
    await reader.first('lesson', (lesson) => lesson === null);
  });

  it('reader who is no teacher any more, by whichever way: their stream ends, that of others goes on', async () => {
    const stays = await watch(admin);
    await stays.first('live');
    const ways = [
      [
        `UPDATE class_member SET role = 'member' WHERE user_id = $`,
        `UPDATE class_member SET role = 'teacher' WHERE user_id = $ AND class_id = ${String(classId)}`,
      ],
      [
        `DELETE FROM class_member WHERE user_id = $`,
        `INSERT INTO class_member (class_id, user_id, role, joined_via, joined_at) VALUES (${String(classId)}, $, 'teacher', 'teacher', now())`,
      ],
      [`UPDATE users SET role = 'user' WHERE id = $`, `UPDATE users SET role = 'manager' WHERE id = $`],
      [`UPDATE users SET blocked = true WHERE id = $`, `UPDATE users SET blocked = false WHERE id = $`],
    ] as const;
    for (const [end, undo] of ways) {
      const reader = await watch(sand, { at: other });
      await reader.first('live');
      await product.rows(end.replaceAll('$', String(sand.user.id)));
      await reader.ended;
      await product.rows(undo.replaceAll('$', String(sand.user.id)));
    }
    const former = await watch(admin, { query: '?type=ends' });
    await former.first('live');
    await vogel.call('PATCH', `/class/${String(classId)}`, { version: 1, templates: ['two', 'fails'] });
    await former.ended;
    // Not a change of a container: while the class is read anew, that would have no event of its own.
    await vogel.call('POST', path('messages'), { text: 'Still here' });
    await stays.first('message');
  });
});
