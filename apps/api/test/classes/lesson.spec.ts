import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  Class,
  ClassesResponse,
  ClassMessage,
  ClassMessages,
  JobsPage,
  Lesson,
  LessonBegun,
  OwnClass,
  OwnClasses,
  OwnHelp,
} from '@spawner/contracts';
import { Client } from 'pg';
import { until } from '../../../tests/kit/src/until.js';
import { ClassesModule } from '../../src/classes/classes.module.js';
import { LessonModule } from '../../src/classes/lesson/lesson.module.js';
import { Lessons } from '../../src/classes/lesson/lessons.js';
import { ContainersModule } from '../../src/containers/containers.module.js';
import { Gateway } from '../../src/gateway/gateway.js';
import { GatewayModule } from '../../src/gateway/gateway.module.js';
import { OpenStreamsModule } from '../../src/http/open-streams.module.js';
import { JobsModule } from '../../src/jobs/jobs.module.js';
import { LoggingModule } from '../../src/logging/logging.module.js';
import { RuntimeModule } from '../../src/runtime/runtime.module.js';
import { TemplatesModule } from '../../src/templates/templates.module.js';
import { createTestApp, type TestApp } from '../create-app.js';
import { type Listening, listenTo } from '../event-stream.js';
import { navigation } from '../gateway/callers.js';
import { ask } from '../gateway/sockets.js';
import { leaveMails } from '../leave-mails.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { openSchool } from './school.js';

const imports = [
  ...[LoggingModule, OpenStreamsModule, JobsModule, TemplatesModule, RuntimeModule, GatewayModule],
  ...[ContainersModule, ClassesModule, LessonModule],
];

describe('lesson', () => {
  let database: TestDatabase;
  let product: Product;
  /** A second process, without the loops that compare containers with its own runtime. */
  let other: TestApp;
  let admin: Person;
  let vogel: Person;
  let sand: Person;
  let ann: Person;
  let bob: Person;
  let path: string;
  let classId: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    const environment = { JWT_SECRET_KEY: randomUUID(), RUNTIME: 'process', MAGIC_LINK_RATE_LIMIT: '100' };
    product = await startProduct({ database, environment, services: { two: '' } });
    ({ admin, vogel, sand, ann } = await openSchool(product));
    bob = await product.register('bob@school.example');
    other = await createTestApp({ database, environment, imports });
    leaveMails(other.app);
    const made = await vogel.call<Class>('POST', '/classes', { name: '7b', templates: ['dev'] });
    classId = made.body.id;
    path = `/class/${String(classId)}`;
    await admin.call('POST', `${path}/members`, { user_ids: [ann.user.id, bob.user.id] });
  });
  afterAll(async () => {
    await other.close();
    await product.close();
    await database.drop();
  });

  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const begin = (wish: object = {}) =>
    vogel.call<LessonBegun>('POST', `${path}/lesson`, { until: inMinutes(45), ...wish });
  const end = () => vogel.call('DELETE', `${path}/lesson`);
  const own = async (person: Person) =>
    (await person.call<OwnClasses>('GET', '/user/classes')).body.classes.find(({ id }) => id === classId);
  const setRole = (role: string) => product.rows(`UPDATE users SET role = '${role}' WHERE id = ${String(ann.user.id)}`);
  /** Messages on the page in front of a service that does not come up. */
  const pageOf = async ({ user: { id: userId, slug }, token }: Person) => {
    const { app, port } = product.spawner;
    app.get(Gateway).rest({ userId, slug, type: 'two' });
    const headers = { ...navigation, 'x-spawner-token': token };
    const { body } = await ask({ port, path: `/${slug}-two/`, headers });
    return [...body.matchAll(/<blockquote>([^]*?)<\/blockquote>/g)].map(([, message]) => message);
  };
  const recorded = (action: string) =>
    product.rows<{ actor_id: number | null; about_user_id: number | null; class_id: number; facts: object }>(
      `SELECT actor_id, about_user_id, class_id, facts FROM audit_event WHERE action = '${action}' ORDER BY id`,
    );

  it('begun, extended, ended: members see it, one at a time, all recorded with the class', async () => {
    for (const wrong of [inMinutes(-1), inMinutes(12 * 60 + 1)])
      expect(await begin({ until: wrong })).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', errors: [{ path: 'until' }] },
      });
    expect(await vogel.call('PATCH', `${path}/lesson`, { until: inMinutes(5) })).toMatchObject({
      body: { code: 'no_lesson' },
    });
    const begun = await begin();
    expect(begun).toMatchObject({
      status: 201,
      body: { lesson: { started_by: { id: vogel.user.id }, typed_login: true, stop_at_end: false }, job_id: null },
    });
    expect(await begin()).toMatchObject({ status: 409, body: { code: 'lesson_open' } });
    expect((await own(ann))?.lesson).toEqual({ until: begun.body.lesson.until, teacher: 'vogel' });
    const later = inMinutes(90);
    expect(await vogel.call<Lesson>('PATCH', `${path}/lesson`, { until: later })).toMatchObject({
      status: 200,
      body: { until: later },
    });
    expect((await own(bob))?.lesson?.until).toBe(later);
    expect(await end()).toMatchObject({ status: 200, body: { job_id: null } });
    expect((await own(ann))?.lesson).toBeNull();
    expect((await vogel.call('GET', `${path}/lesson`)).body).toEqual({ lesson: null });
    for (const action of ['lesson_begun', 'lesson_changed', 'lesson_ended'])
      expect(await recorded(action)).toMatchObject([{ actor_id: vogel.user.id, class_id: classId }]);
  });

  it('help: only in a lesson, in line, once for each person; those behind move up; ends with the lesson', async () => {
    const call = (person: Person, more: object = {}) =>
      person.call<OwnHelp>('POST', '/user/help', { class_id: classId, ...more });
    expect(await call(ann)).toMatchObject({ status: 409, body: { code: 'no_lesson' } });
    await begin();
    expect(await call(sand)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await call(vogel)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await call(ann, { type: 'two' })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const first = await call(ann, { text: 'white page' });
    expect(first).toMatchObject({ status: 200, body: { place: 1, type: null, text: 'white page' } });
    expect(await call(bob)).toMatchObject({ body: { place: 2 } });
    const again = await call(ann, { type: 'dev', text: 'still white' });
    expect(again.body).toEqual({ ...first.body, type: 'dev', text: 'still white' });
    expect(await recorded('help_called')).toHaveLength(2);

    const stream = await listenTo(`${product.url}/api/events`, bob.token);
    await untilClass(stream, ({ help }) => help?.place === 2);
    expect((await vogel.call<ClassesResponse>('GET', '/classes')).body.items).toMatchObject([
      { id: classId, help_calls: 2, lesson_until: expect.any(String) },
    ]);
    expect(await vogel.call('POST', `${path}/help/${String(ann.user.id)}/done`)).toMatchObject({ status: 200 });
    await untilClass(stream, ({ help }) => help?.place === 1);
    expect((await own(ann))?.help).toBeNull();
    await call(ann);
    expect(await ann.call('DELETE', `/user/help?class_id=${String(classId)}`)).toMatchObject({ status: 200 });
    expect((await own(ann))?.help).toBeNull();
    expect(await recorded('help_done')).toMatchObject([
      { actor_id: vogel.user.id, about_user_id: ann.user.id },
      { actor_id: ann.user.id, about_user_id: ann.user.id },
    ]);
    await end();
    await untilClass(stream, ({ help, lesson }) => help === null && lesson === null);
    stream.close();
  });

  it.each([
    [
      'blocked by an admin',
      () => admin.call('POST', `/admin/user/${String(ann.user.id)}/block`, { containers: 'keep' }),
    ],
    ['blocked in SQL', () => product.rows(`UPDATE users SET blocked = true WHERE id = ${String(ann.user.id)}`)],
    ['taken out of the class', () => vogel.call('DELETE', `${path}/member/${String(ann.user.id)}`)],
    [
      'made a teacher',
      async () => {
        await setRole('manager');
        return vogel.call('PATCH', `${path}/member/${String(ann.user.id)}`, { role: 'teacher' });
      },
    ],
    [
      'added as a teacher',
      async () => {
        await setRole('manager');
        return vogel.call('POST', `${path}/teachers`, { email: 'ann@school.example' });
      },
    ],
  ])('help, caller is %s: no call stays, and those behind move up', async (_, take) => {
    await begin();
    for (const person of [ann, bob]) await person.call('POST', '/user/help', { class_id: classId });
    const stream = await listenTo(`${product.url}/api/events`, bob.token);
    await untilClass(stream, ({ help }) => help?.place === 2);
    await take();
    await untilClass(stream, ({ help }) => help?.place === 1);
    stream.close();
    await end();
    await product.rows('UPDATE users SET blocked = false');
    await setRole('user');
    await product.rows(`UPDATE class_member SET role = 'member' WHERE user_id = ${String(ann.user.id)}`);
    await admin.call('POST', `${path}/members`, { user_ids: [ann.user.id] });
    ann = await product.register('ann@school.example');
  });

  it('message: to all or some of the class, until it is over or put away', async () => {
    const send = (message: object) => vogel.call<ClassMessage>('POST', `${path}/messages`, message);
    const texts = async (person: Person) => (await own(person))?.messages.map(({ text }) => text);
    for (const to of [[ann.user.id, sand.user.id], [2_000_000_000]])
      expect(await send({ text: 'no', to })).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await send({ text: 'no', to: [ann.user.id, vogel.user.id] })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await send({ text: ' ' })).toMatchObject({ status: 400 });
    expect(await send({ text: 'x'.repeat(501) })).toMatchObject({ status: 400 });
    expect(await send({ text: 'past', until: inMinutes(-1) })).toMatchObject({ status: 400 });
    expect(await product.rows('SELECT FROM class_message')).toEqual([]);

    const all = (await send({ text: 'Bitte speichern.\nDanke.' })).body;
    expect(Date.parse(all.until) - Date.parse(all.at)).toBe(24 * 3_600_000);
    const { lesson } = (await begin()).body;
    const some = (await send({ text: 'Komm bitte vor.', to: [bob.user.id] })).body;
    expect(some.until).toBe(lesson.until);
    await end();
    expect([await texts(ann), await texts(bob)]).toEqual([
      ['Bitte speichern.\nDanke.'],
      ['Komm bitte vor.', 'Bitte speichern.\nDanke.'],
    ]);
    const seen = (person: Person, { id }: ClassMessage) =>
      person.call('POST', `/user/message/${String(id)}/seen`).then(({ status }) => status);
    expect([await seen(ann, some), await seen(sand, all), await seen(bob, all), await seen(bob, all)]).toEqual([
      ...[404, 404, 200, 200],
    ]);
    expect([await texts(ann), await texts(bob)]).toEqual([['Bitte speichern.\nDanke.'], ['Komm bitte vor.']]);
    expect([await pageOf(ann), await pageOf(bob)]).toEqual([
      ['<b>vogel</b><br>Bitte speichern.\nDanke.'],
      ['<b>vogel</b><br>Komm bitte vor.'],
    ]);
    expect((await vogel.call<ClassMessages>('GET', `${path}/messages`)).body.messages).toMatchObject([
      { id: some.id, to: [bob.user.id], seen_by: [] },
      { id: all.id, to: null, seen_by: [bob.user.id], sent_by: { id: vogel.user.id } },
    ]);
    expect(await vogel.call('DELETE', `${path}/message/${String(all.id)}`)).toMatchObject({ status: 200 });
    expect(await vogel.call('DELETE', `${path}/message/${String(all.id)}`)).toMatchObject({ status: 404 });
    await product.rows(`UPDATE class_message SET until = now() - interval '1 second' WHERE id = ${String(some.id)}`);
    expect([await texts(ann), await texts(bob)]).toEqual([[], []]);
    // The text is for the class, not for the trail.
    expect(JSON.stringify(await recorded('message_sent'))).not.toContain('speichern');
  });

  it('time is over: ends by itself, and who waits for help no longer waits', async () => {
    await begin();
    await ann.call('POST', '/user/help', { class_id: classId });
    const stream = await listenTo(`${product.url}/api/events`, ann.token);
    await untilClass(stream, ({ help }) => help !== null);
    await product.rows(`UPDATE lesson SET until = now() + interval '300 milliseconds' WHERE ended_at IS NULL`);
    await untilClass(stream, ({ help, lesson }) => help === null && lesson === null);
    stream.close();
    expect((await recorded('lesson_ended')).at(-1)).toMatchObject({ actor_id: null, class_id: classId });
  });

  it('two processes find that its time is over: one of them ends it, and stops the containers once', async () => {
    await ann.launch('dev');
    await begin({ stop_at_end: true });
    const ended = (await recorded('lesson_ended')).length;
    const [due] = await product.rows<{ id: number }>('SELECT id FROM lesson WHERE ended_at IS NULL');
    // Both have found it before one of them may end it.
    const holder = new Client(database.address);
    await holder.connect();
    await holder.query(`BEGIN; SELECT FROM class WHERE id = ${String(classId)} FOR UPDATE`);
    await product.rows(`UPDATE lesson SET until = now() - interval '1 second' WHERE id = ${String(due?.id)}`);
    const both = [product.spawner.app, other.app].map((app) => app.get(Lessons).endDue());
    await until('both wait for the class', 10, async () => {
      const [waiting] = await product.rows<{ count: string }>(
        `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
         AND query LIKE 'SELECT FROM class WHERE id%'`,
      );
      return Number(waiting?.count) >= 2;
    });
    await holder.end();
    await Promise.all(both);
    expect((await recorded('lesson_ended')).length - ended).toBe(1);
    const { body: jobs } = await vogel.call<JobsPage>('GET', `${path}/jobs`);
    expect(jobs.items).toMatchObject([{ kind: 'class_stop', total: 1, started_by: null }]);
  });

  it('class that is archived: its lesson ends', async () => {
    await begin();
    expect(await vogel.call('POST', `${path}/archive`)).toMatchObject({ status: 200 });
    await until('lesson has ended', 10, async () => {
      const open = await product.rows('SELECT FROM lesson WHERE ended_at IS NULL');
      return open.length === 0;
    });
    expect(await begin()).toMatchObject({ status: 409, body: { code: 'class_archived' } });
    expect(await vogel.call('POST', `${path}/messages`, { text: 'no' })).toMatchObject({
      body: { code: 'class_archived' },
    });
  });

  async function untilClass(stream: Listening, fits: (own: OwnClass) => boolean): Promise<void> {
    await stream.first<OwnClasses>('classes', ({ classes }) =>
      classes.some((each) => each.id === classId && fits(each)),
    );
  }
});
