import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  Class,
  ClassEntrance,
  ClassMember,
  EnteredGuest,
  GuestWait,
  JoinCode,
  JoinResult,
  OwnClasses,
} from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { poll } from '../../src/background/poll.js';
import { GuestEnds } from '../../src/classes/join/guest-ends.js';
import { type Person, type Product, startProduct } from '../product.js';
import { openSchool } from './school.js';
import { WebBrowser } from './web-browser.js';

describe('joining a class', () => {
  let product: Product;
  let admin: Person;
  let vogel: Person;
  let sand: Person;
  let ann: Person;
  let bob: Person;

  beforeAll(async () => {
    product = await startProduct({ environment: { REQUEST_LIMIT: '1000000' } });
    ({ admin, vogel, sand, ann } = await openSchool(product));
    bob = await product.register('bob@school.example');
  });
  afterAll(() => product.close());

  const makeClass = async (name: string) => {
    const { id } = (await vogel.call<Class>('POST', '/classes', { name, templates: ['dev'] })).body;
    return { id, path: `/class/${String(id)}` };
  };
  const makeCode = async (path: string, wish: object) => {
    const made = await vogel.call<JoinCode>('POST', `${path}/code`, wish);
    expect(made).toMatchObject({ status: 201, body: { used: 0 } });
    return made.body.code;
  };
  const join = (person: Person, code: string) => person.call<JoinResult>('POST', '/join', { code });
  const entrance = async (path: string) => (await vogel.call<ClassEntrance>('GET', `${path}/entrance`)).body;
  const browser = () => new WebBrowser(product.url);

  it('open: whoever is logged in is a member at once, typed as people type; without a login it says so and logs nobody in', async () => {
    const { id, path } = await makeClass('open');
    const code = await makeCode(path, { mode: 'open' });
    const stranger = browser();
    expect(await stranger.post('/join', { code })).toMatchObject({
      status: 200,
      body: { result: 'needs_login', class_name: 'open', teacher: 'vogel' },
    });
    expect(stranger.cookies.size).toBe(0);
    expect(await join(ann, ` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o')} `)).toMatchObject({
      status: 200,
      body: { result: 'joined' },
    });
    expect((await join(ann, code)).body.result).toBe('joined');
    expect((await entrance(path)).join_code).toMatchObject({ code, used: 1, seats: null });
    expect((await ann.call<OwnClasses>('GET', '/user/classes')).body.classes).toMatchObject([{ id, state: 'in' }]);
  });

  it('codes that are unknown, replaced, ended, expired or of an archived class: the same answer', async () => {
    const { id, path } = await makeClass('dead');
    const replaced = await makeCode(path, { mode: 'open' });
    const ended = await makeCode(path, { mode: 'open' });
    const answers = [await join(ann, 'ZZZZ-ZZZZ'), await join(ann, replaced)];
    expect((await vogel.call('DELETE', `${path}/code`)).status).toBe(200);
    answers.push(await join(ann, ended));
    const expired = await makeCode(path, { mode: 'open' });
    await product.rows(`UPDATE class SET join_until = now() - interval '1 second' WHERE id = ${String(id)}`);
    answers.push(await join(ann, expired));
    const archived = await makeCode(path, { mode: 'open' });
    await vogel.call('POST', `${path}/archive`);
    answers.push(await join(ann, archived));
    const seen = new Set(answers.map(({ status, body: { request_id: _, ...body } }) => JSON.stringify([status, body])));
    expect([...seen]).toEqual([expect.stringContaining('404,{"type":"urn:spawner:join_code_invalid"')]);
    expect((await vogel.call('POST', `${path}/code`, { mode: 'open' })).body.code).toBe('class_archived');
    await product.rows('DELETE FROM brake');
  });

  it('one seat, two people at the same moment: one has it; the same person twice takes one', async () => {
    const { path } = await makeClass('seats');
    const code = await makeCode(path, { mode: 'open', seats: 1 });
    const answers = await Promise.all([join(ann, code), join(bob, code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('class_full');
    const other = await makeCode(path, { mode: 'open', seats: 2 });
    await Promise.all([join(ann, other), join(bob, other), join(ann, other), join(bob, other)]);
    expect((await entrance(path)).join_code?.used).toBe(1);
  });

  it('ask: waits until a teacher lets them in or refuses them; not the teacher of another class', async () => {
    const { path } = await makeClass('ask');
    const code = await makeCode(path, { mode: 'ask' });
    expect((await join(ann, code)).body.result).toBe('waiting');
    expect((await join(bob, code)).body.result).toBe('waiting');
    expect((await entrance(path)).waiting).toMatchObject([
      { user_id: ann.user.id, name: 'an…@school.example' },
      { user_id: bob.user.id },
    ]);
    const decide = (teacher: Person, person: Person, admit: boolean) =>
      teacher.call<ClassEntrance>('POST', `${path}/waiting/${String(person.user.id)}`, { admit });
    expect(await decide(sand, ann, true)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await decide(vogel, ann, true)).body).toMatchObject({ waiting: [{ user_id: bob.user.id }] });
    expect((await decide(vogel, bob, false)).body).toMatchObject({ waiting: [], join_code: { used: 1 } });
    expect((await decide(vogel, bob, true)).status).toBe(404);
    expect((await join(ann, code)).body.result).toBe('joined');
  });

  it('ten tries a minute: an account then waits; wrong codes of a line stop strangers too, right ones do not count', async () => {
    const { path } = await makeClass('brakes');
    const code = await makeCode(path, { mode: 'open' });
    await product.rows('DELETE FROM brake');
    for (let tries = 0; tries < 10; tries++) expect((await join(ann, code)).status).toBe(200);
    expect(await join(ann, code)).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect((await join(bob, code)).status).toBe(200);
    const crowd = await Promise.all(Array.from({ length: 30 }, () => browser().post('/join', { code })));
    expect(new Set(crowd.map(({ status }) => status))).toEqual(new Set([200]));
    const stranger = browser();
    for (let tries = 0; tries < 10; tries++)
      expect((await stranger.post('/join', { code: 'ZZZZ-ZZZZ' })).status).toBe(404);
    expect((await stranger.post('/join', { code })).status).toBe(429);
    await product.rows('DELETE FROM brake');
  });

  it('guest: no account before a teacher lets them in; then a session in this browser, and the card once', async () => {
    const { id, path } = await makeClass('workshop');
    const code = await makeCode(path, { mode: 'guest', seats: 5 });
    const accounts = () => product.rows(`SELECT id FROM users WHERE class_id = ${String(id)}`);
    const [kim, lu] = [browser(), browser()];
    expect((await kim.post<JoinResult>('/join', { code })).body.result).toBe('needs_name');
    expect(await kim.post('/join/guest', { code, name: 'Kim' })).toMatchObject({
      status: 201,
      body: { state: 'waiting', name: 'Kim', class_name: 'workshop', teacher: 'vogel' },
    });
    await lu.post('/join/guest', { code, name: 'Lu' });
    // Sent twice by one browser: it waits once.
    await lu.post('/join/guest', { code, name: 'Lu B.' });
    expect(await accounts()).toEqual([]);
    expect(await kim.post('/join/guest/enter')).toMatchObject({ status: 404, body: { code: 'join_code_invalid' } });

    const { guests } = await entrance(path);
    expect(guests.map(({ name }) => name)).toEqual(['Kim', 'Lu B.']);
    const decide = (nth: number, admit: boolean) =>
      vogel.call('POST', `${path}/guest/${String(guests[nth]?.guest_id)}`, { admit });
    const [kimSees, luSees] = [kim.get<GuestWait>('/join/guest?wait=true'), lu.get<GuestWait>('/join/guest?wait=true')];
    expect((await decide(0, true)).status).toBe(200);
    expect((await decide(1, false)).status).toBe(200);
    expect([(await kimSees).body.state, (await luSees).body.state]).toEqual(['admitted', 'refused']);
    expect((await kim.copy().get<GuestWait>('/join/guest')).body.state).toBe('admitted');

    const copy = kim.copy();
    const entered = await kim.post<EnteredGuest>('/join/guest/enter');
    expect(entered).toMatchObject({
      status: 200,
      body: { user: { display_name: 'Kim', email: null, class_account: true }, card: { cards: [{ name: 'Kim' }] } },
    });
    expect(await kim.get('/user/me')).toMatchObject({ status: 200, body: { slug: 'kim' } });
    expect((await copy.post('/join/guest/enter')).status).toBe(404);
    const { class_code, cards } = entered.body.card;
    expect((await browser().post('/auth/card/code', { class_code, code: cards[0]?.code })).status).toBe(200);
    expect(await accounts()).toHaveLength(1);

    expect(await kim.post('/join', { code })).toMatchObject({ status: 403, body: { code: 'not_for_class_accounts' } });
    expect((await lu.post('/join/guest/enter')).status).toBe(404);
    const members = (await vogel.call<{ items: ClassMember[] }>('GET', `${path}/members?role=member`)).body.items;
    expect(members).toMatchObject([{ name: 'Kim', joined_via: 'guest', class_account: true }]);
  });

  it.each([
    ['class archived', 'UPDATE class SET archived_at = now() WHERE id = $1'],
    ['account deleted', 'UPDATE users SET deleted_at = now() WHERE class_id = $1'],
  ])('%s while a guest enters who was let in: refused, and no card is made', async (name, statement) => {
    const { id, path } = await makeClass(name);
    const code = await makeCode(path, { mode: 'guest' });
    const kim = browser();
    await kim.post('/join/guest', { code, name: 'Kim' });
    await vogel.call('POST', `${path}/waiting`, { all: true });
    const other = product.spawner.app.get(DataSource).createQueryRunner();
    await other.startTransaction();
    await other.query(statement, [id]);
    const entered = kim.post('/join/guest/enter');
    const waits = await poll({ everyMs: 10, forMs: 5000 }, async () => {
      const rows = await product.rows(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    await other.commitTransaction();
    await other.release();
    expect(waits).toBe(true);
    expect(await entered).toMatchObject({ status: 404, body: { code: 'join_code_invalid' } });
    const cards = 'SELECT FROM login_card JOIN users ON users.id = user_id WHERE class_id = $1';
    expect(await product.spawner.app.get(DataSource).query(cards, [id])).toEqual([]);
  });

  it('guest whose last day is over: card refused, account deleted once with its data kept; restored, it stays', async () => {
    const { id, path } = await makeClass('ninety days');
    await product.rows(`UPDATE class SET ends_on = CURRENT_DATE + 200 WHERE id = ${String(id)}`);
    const code = await makeCode(path, { mode: 'guest' });
    const kim = browser();
    await kim.post('/join/guest', { code, name: 'Kim' });
    await vogel.call('POST', `${path}/waiting`, { all: true });
    const { user, card } = (await kim.post<EnteredGuest>('/join/guest/enter')).body;
    const members = async () =>
      (await vogel.call<{ items: ClassMember[] }>('GET', `${path}/members?role=member`)).body.items;
    const [{ day } = { day: '' }] = await product.rows<{ day: string }>('SELECT (CURRENT_DATE + 90)::text AS day');
    expect([(await members())[0]?.ends_on, card.cards[0]?.ends_on]).toEqual([day, day]);
    const byCard = () => browser().post('/auth/card/code', { class_code: card.class_code, code: card.cards[0]?.code });
    const lastDay = (when: string) => product.rows(`UPDATE users SET ends_on = ${when} WHERE id = ${String(user.id)}`);
    const end = () => Promise.all([1, 2].map(() => product.spawner.app.get(GuestEnds).run()));

    await lastDay('CURRENT_DATE');
    await end();
    expect((await byCard()).status).toBe(200);
    await lastDay('CURRENT_DATE - 1');
    expect(await byCard()).toMatchObject({ status: 403, body: { code: 'card_invalid' } });
    await end();
    expect([await members(), (await kim.get('/user/me')).status]).toEqual([[], 401]);
    expect(
      await product.rows(`SELECT erase_after::date - CURRENT_DATE AS days FROM users WHERE id = ${String(user.id)}`),
    ).toEqual([{ days: 30 }]);
    expect(
      await product.rows(`SELECT actor_id, about_user_id, class_id FROM audit_event WHERE action = 'guest_ended'`),
    ).toEqual([{ actor_id: null, about_user_id: user.id, class_id: id }]);
    expect((await admin.call('POST', `/admin/user/${String(user.id)}/restore`, {})).status).toBe(200);
    await end();
    expect(await members()).toMatchObject([{ name: 'Kim', ends_on: null }]);
    expect((await byCard()).status).toBe(200);
  });

  it('waiting room: everybody at once, never above the seats, no more than a class behind one line, and those who left are not shown', async () => {
    const { id, path } = await makeClass('room');
    const code = await makeCode(path, { mode: 'guest', seats: 3 });
    for (const name of ['A', 'B', 'C', 'D']) await browser().post('/join/guest', { code, name });
    const admitAll = () => vogel.call<ClassEntrance>('POST', `${path}/waiting`, { all: true });
    expect(await admitAll()).toMatchObject({ status: 409, body: { code: 'class_full' } });
    await product.rows(`UPDATE guest SET seen_at = now() - interval '3 minutes' WHERE name = 'D'`);
    expect((await admitAll()).body.guests).toEqual([]);
    expect((await browser().post('/join/guest', { code, name: 'E' })).status).toBe(409);

    const wide = await makeCode(path, { mode: 'guest' });
    await product.rows(`
      INSERT INTO guest (class_id, name, token_hash, network, created_at, seen_at)
      SELECT ${String(id)}, 'flood', sha256(n::text::bytea), '203.0.113.9', now(), now() FROM generate_series(1, 40) n`);
    // Another line than that of the test, and its own.
    const next = browser();
    expect((await next.post('/join/guest', { code: wide, name: 'Next' })).status).toBe(201);
    const moveFlood = (set: string) => product.rows(`UPDATE guest SET ${set} WHERE name = 'flood'`);
    await moveFlood(`network = '127.0.0.1'`);
    expect(await browser().post('/join/guest', { code: wide, name: 'F' })).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests' },
    });
    await product.rows(`
      INSERT INTO guest (class_id, name, token_hash, network, created_at, seen_at)
      SELECT ${String(id)}, 'flood', sha256(n::text::bytea), '198.51.100.' || n % 5, now(), now()
      FROM generate_series(41, 200) n`);
    await moveFlood(`network = '203.0.113.9'`);
    expect(await browser().post('/join/guest', { code: wide, name: 'F' })).toMatchObject({
      status: 409,
      body: { code: 'class_full' },
    });
    // Their browsers do not ask any more: a teacher still sees them, and they keep nobody out.
    await moveFlood(`seen_at = now() - interval '40 seconds'`);
    expect((await browser().post('/join/guest', { code: wide, name: 'F' })).status).toBe(201);
    expect((await entrance(path)).guests).toHaveLength(202);
  });
});
