import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Class, LoginCards, PrintedCard, PrintedCards } from '@spawner/contracts';
import pg from 'pg';
import { SessionsService } from '../../src/auth/sessions/sessions.service.js';
import { poll } from '../../src/background/poll.js';
import { Passes } from '../../src/signing/passes.js';
import { EVERY_SERVICE } from '../../src/signing/signed-passes.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { addClassAccounts, openSchool } from './school.js';
import { WebBrowser } from './web-browser.js';

interface Roster {
  readonly id: number;
  readonly path: string;
  readonly code: string;
  readonly cards: readonly (PrintedCard & { readonly secret: string })[];
}

/** The same secret in both processes. */
const environment = { REQUEST_LIMIT: '1000000', JWT_SECRET_KEY: 'a secret that two processes of this test share' };

describe('login cards', () => {
  let database: TestDatabase;
  let product: Product;
  let vogel: Person;
  let sand: Person;
  let ann: Person;

  beforeAll(async () => {
    database = await createTestDatabase();
    product = await startProduct({ database, environment });
    ({ vogel, sand, ann } = await openSchool(product));
  });
  afterAll(async () => {
    await product.close();
    await database.drop();
  });

  const withSecret = (cards: readonly PrintedCard[]) =>
    cards.map((card) => ({ ...card, secret: card.url.slice(card.url.indexOf('#') + 1) }));
  const print = (teacher: Person, { path }: Pick<Roster, 'path'>, userIds: readonly number[]) =>
    teacher.call<PrintedCards>('POST', `${path}/cards/print`, { user_ids: userIds, renew: true });
  /** A class with printed cards. */
  async function roster(teacher: Person, name: string, ...names: string[]): Promise<Roster> {
    const { id } = (await teacher.call<Class>('POST', '/classes', { name, templates: ['dev'] })).body;
    const path = `/class/${String(id)}`;
    const members = await addClassAccounts(teacher, id, names);
    const printed = await print(
      teacher,
      { path },
      names.map((each) => members.find((member) => member.name === each)?.user_id ?? 0),
    );
    expect(printed.status).toBe(200);
    return { id, path, code: printed.body.class_code, cards: withSecret(printed.body.cards) };
  }
  const browser = () => new WebBrowser(product.url);
  const bySecret = (secret: string, from = browser()) => from.post('/auth/card', { secret });
  const byCode = (classCode: string, code: string, from = browser()) =>
    from.post('/auth/card/code', { class_code: classCode, code });
  /** The processes learn from the database which sessions have ended, also where the loop has ended it first. */
  const isOut = (from: WebBrowser) => poll({ everyMs: 10, forMs: 5000 }, async () => (await me(from)) === 401);
  const me = async (from: WebBrowser) => (await from.get('/user/me')).status;
  const INVALID = { status: 403, body: { code: 'card_invalid' } };
  const setClass = ({ id }: Roster, set: string) => product.rows(`UPDATE class SET ${set} WHERE id = ${String(id)}`);
  /** A transaction that keeps what it has locked until it is let go. */
  const holding = async (statement: string) => {
    const holder = new pg.Client(database.address);
    await holder.connect();
    // Of a test that fails, the database is dropped with it.
    holder.on('error', () => undefined);
    await holder.query(`BEGIN; ${statement}`);
    return async () => {
      await holder.query('COMMIT');
      await holder.end();
    };
  };
  const waiting = (count: number) =>
    poll({ everyMs: 10, forMs: 5000 }, async () => {
      const rows = await product.rows(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length === count;
    });
  const ofCard = (cards: Roster['cards'], nth = 0) => {
    const card = cards[nth];
    if (!card) throw new Error('no such card');
    return card;
  };

  it('printed: QR secret in the fragment and codes in two groups; none of them is stored readable', async () => {
    const { cards, code, path } = await roster(vogel, '7b', 'Kim Ö', 'Jo');
    expect(cards).toMatchObject([
      { name: 'Kim Ö', slug: 'kim-oe' },
      { name: 'Jo', slug: 'jo' },
    ]);
    for (const card of cards) {
      expect(card.url).toMatch(/^http:\/\/[^/#]+\/card#[\w-]{22}$/);
      expect(card.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
      const [{ stored }] = (await product.rows(
        `SELECT string_agg(row_to_json(login_card)::text, '') || (SELECT string_agg(row_to_json(audit_event)::text, '') FROM audit_event) AS stored FROM login_card`,
      )) as [{ stored: string }];
      for (const readable of [card.secret, card.code, card.code.replace('-', '')])
        expect(stored.includes(readable)).toBe(false);
    }
    const list = (await vogel.call<LoginCards>('GET', `${path}/cards`)).body;
    expect(list).toMatchObject({
      class_code: code,
      paused_until: null,
      cards: [{ name: 'Jo', last_used_at: null }, {}],
    });
  });

  it('QR code: names the account first; the cookies end with the browser, the login after the hours of the class', async () => {
    const own = await roster(vogel, 'qr', 'Vogel, Kim Ada');
    const { secret, user_id: userId } = ofCard(own.cards);
    expect(await browser().post('/auth/card/owner', { secret })).toEqual({
      status: 200,
      body: { first_name: 'Kim', own_device: false },
    });
    const kim = browser();
    expect(await bySecret(secret, kim)).toMatchObject({ status: 200, body: { user: { id: userId } } });
    expect(kim.set.map((cookie) => cookie.split('=')[0])).toEqual([
      'spawner_access',
      'spawner_visit',
      'spawner_refresh',
    ]);
    for (const cookie of kim.set) expect(cookie).not.toMatch(/Max-Age|Expires/i);
    const left = async () =>
      (
        await product.rows<{ hours: number; renewed: number }>(
          `SELECT round(extract(epoch FROM ends_at - now()) / 3600)::int AS hours, extract(epoch FROM expires_at - ends_at)::int AS renewed
         FROM session WHERE user_id = ${String(userId)} AND revoked_at IS NULL`,
        )
      )[0];
    expect(await left()).toEqual({ hours: 12, renewed: 0 });
    expect((await kim.post('/auth/session/refresh')).status).toBe(200);
    for (const cookie of kim.set) expect(cookie).not.toMatch(/Max-Age|Expires/i);
    expect(await left()).toEqual({ hours: 12, renewed: 0 });

    await product.rows(`UPDATE session SET ends_at = now() - interval '1 second' WHERE user_id = ${String(userId)}`);
    await product.spawner.app.get(SessionsService).endOverdue();
    expect(await isOut(kim)).toBe(true);
    expect((await kim.post('/auth/session/refresh')).status).toBe(401);
  });

  it('own device: stays for 30 days, on the hosts of services too, only where the class allows it; shared: ends with the browser', async () => {
    const own = await roster(vogel, 'devices', 'Kim');
    const { secret, user_id: userId } = ofCard(own.cards);
    const open = async (own_device: boolean) => {
      const kim = browser();
      expect((await kim.post('/auth/card', { secret, own_device })).status).toBe(200);
      const [session] = await product.rows<{ days: number; own_device: boolean }>(
        `SELECT ceil(extract(epoch FROM ends_at - now()) / 86400)::int AS days, own_device
         FROM session WHERE user_id = ${String(userId)} AND revoked_at IS NULL ORDER BY created_at DESC LIMIT 1`,
      );
      const passes = product.spawner.app.get(Passes);
      const pass = passes.user.read(kim.cookies.get('spawner_visit') ?? '', EVERY_SERVICE);
      return { kim, session, stay: pass?.stay };
    };
    const shared = { session: { days: 1, own_device: false }, stay: { ownDevice: false } };
    // Not allowed: the tick changes nothing.
    expect(await open(true)).toMatchObject(shared);
    const change = async (to: object) => {
      const { version } = (await vogel.call<Class>('GET', own.path)).body;
      expect((await vogel.call('PATCH', own.path, { version, ...to })).status).toBe(200);
    };
    await change({ own_devices: true, session_hours: 24 });
    expect((await browser().post('/auth/card/owner', { secret })).body).toMatchObject({ own_device: true });
    const unticked = await open(false);
    expect(unticked).toMatchObject(shared);
    for (const cookie of unticked.kim.set) expect(cookie).not.toMatch(/Max-Age/);
    const ticked = await open(true);
    expect(ticked).toMatchObject({ session: { days: 30, own_device: true }, stay: { ownDevice: true } });
    expect(ticked.kim.set.map((cookie) => /Max-Age=(\d+)/.exec(cookie)?.[1]?.length)).toEqual([3, 7, 7]);
    expect((await ticked.kim.post('/auth/session/refresh')).status).toBe(200);
    expect(ticked.kim.set.map((cookie) => /Max-Age=(\d+)/.exec(cookie)?.[1]?.length)).toEqual([3, 7, 7]);
    // Not allowed any more: what stayed ends, what is shared goes on.
    await change({ own_devices: false });
    expect(await isOut(ticked.kim)).toBe(true);
    expect(await me(unticked.kim)).toBe(200);
    await change({ own_devices: true, cards_when: 'always' });
    await product.rows(`UPDATE class SET ends_on = CURRENT_DATE + 3 WHERE id = ${String(own.id)}`);
    expect((await open(true)).session?.days).toBeLessThanOrEqual(4);
  });

  it('class archived in the middle of a login: the login ends as well', async () => {
    const own = await roster(vogel, 'archived meanwhile', 'Kim');
    const { secret, user_id: userId } = ofCard(own.cards);
    const letGo = await holding(`SELECT FROM users WHERE id = ${String(userId)} FOR UPDATE`);
    const kim = browser();
    const login = bySecret(secret, kim);
    expect(await waiting(1)).toBe(true);
    const archived = vogel.call('POST', `${own.path}/archive`);
    await Promise.race([archived, waiting(2)]);
    await letGo();
    expect([(await login).status, (await archived).status]).toEqual([200, 200]);
    expect(await isOut(kim)).toBe(true);
  });

  it('account deleted in the middle of a login: the card is refused as any other', async () => {
    const own = await roster(vogel, 'deleted meanwhile', 'Kim');
    const { secret, user_id: userId } = ofCard(own.cards);
    const letGo = await holding(`UPDATE users SET deleted_at = now() WHERE id = ${String(userId)}`);
    const login = bySecret(secret);
    expect(await waiting(1)).toBe(true);
    await letGo();
    expect(await login).toMatchObject(INVALID);
  });

  it('typed: forgives case, blanks, hyphens and misread letters; the next child ends the login of the one before', async () => {
    const { code, cards } = await roster(vogel, 'typed', 'Kim', 'Jo');
    const pc = browser();
    const typed = ofCard(cards).code.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await byCode(` ${code.toLowerCase()}`, typed, pc)).status).toBe(200);
    const before = pc.copy();
    expect(await me(before)).toBe(200);
    expect(await byCode(code, ofCard(cards, 1).code, pc)).toMatchObject({ body: { user: { display_name: 'Jo' } } });
    expect([await me(pc), await me(before)]).toEqual([200, 401]);
  });

  it('new card: the old one and its logins end; revoked: no card is left', async () => {
    const own = await roster(vogel, 'renewed', 'Kim', 'Jo');
    const old = ofCard(own.cards);
    const [kim, jo] = [browser(), browser()];
    await bySecret(old.secret, kim);
    await bySecret(ofCard(own.cards, 1).secret, jo);
    const [renewed] = withSecret((await print(vogel, own, [old.user_id])).body.cards);
    expect([await isOut(kim), await me(jo)]).toEqual([true, 200]);
    expect((await kim.post('/auth/session/refresh')).status).toBe(401);
    expect(await bySecret(old.secret)).toMatchObject(INVALID);
    expect(await browser().post('/auth/card/owner', { secret: old.secret })).toMatchObject(INVALID);
    expect(await byCode(own.code, old.code)).toMatchObject(INVALID);
    expect((await bySecret(renewed?.secret ?? '', kim)).status).toBe(200);
    expect((await vogel.call('DELETE', `${own.path}/member/${String(old.user_id)}/card`)).status).toBe(200);
    expect(await isOut(kim)).toBe(true);
    expect(await bySecret(renewed?.secret ?? '')).toMatchObject(INVALID);
    expect(
      await product.rows(
        `SELECT action, about_user_id AS about FROM audit_event WHERE class_id = ${String(own.id)} AND action LIKE 'card_re%' AND about_user_id IS NOT NULL`,
      ),
    ).toEqual([{ action: 'card_revoked', about: old.user_id }]);
  });

  it('printed twice at the same moment: one card is left, and it is the one of the later answer', async () => {
    const own = await roster(vogel, 'twice', 'Kim');
    const { user_id: userId } = ofCard(own.cards);
    const both = await Promise.all([print(vogel, own, [userId]), print(vogel, own, [userId])]);
    const statuses: number[] = [];
    for (const { body } of both) statuses.push((await bySecret(withSecret(body.cards)[0]?.secret ?? '')).status);
    expect(statuses.sort()).toEqual([200, 403]);
  });

  it('who may print: teachers of this class, for its own accounts; the whole request or nothing', async () => {
    const own = await roster(vogel, 'rights', 'Kim');
    const other = await roster(sand, 'other', 'Lu');
    const kim = ofCard(own.cards);
    await product.rows(
      `INSERT INTO class_member (class_id, user_id, role, joined_via, joined_at) VALUES (${String(own.id)}, ${String(ann.user.id)}, 'member', 'code', now())`,
    );
    expect(await print(sand, own, [kim.user_id])).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await print(vogel, own, [kim.user_id, ofCard(other.cards).user_id])).toMatchObject({ status: 404 });
    expect(await print(vogel, own, [kim.user_id, ann.user.id])).toMatchObject({
      status: 409,
      body: { code: 'not_class_account' },
    });
    const pupil = browser();
    expect((await bySecret(kim.secret, pupil)).status).toBe(200);
    expect(await pupil.post(`${own.path}/cards/print`, { user_ids: [kim.user_id], renew: true })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await bySecret(kim.secret)).status).toBe(200);
    await setClass(own, 'archived_at = now()');
    expect((await print(vogel, own, [kim.user_id])).body.code).toBe('class_archived');
  });

  it('class archived or over, account blocked or deleted, no lesson: the card is refused; with a lesson as the teacher allows', async () => {
    const own = await roster(vogel, 'when', 'Kim');
    const { secret, code, user_id: userId } = ofCard(own.cards);
    const statuses = async () => [(await bySecret(secret)).status, (await byCode(own.code, code)).status];
    expect(await statuses()).toEqual([200, 200]);
    const refused = async (set: string, back: string) => {
      await setClass(own, set);
      expect([set, await statuses()]).toEqual([set, [403, 403]]);
      await setClass(own, back);
    };
    await refused('archived_at = now()', 'archived_at = NULL');
    await refused('ends_on = CURRENT_DATE - 2', 'ends_on = CURRENT_DATE + 1');
    for (const [set, back] of [
      ['blocked = true', 'blocked = false'],
      ['deleted_at = now()', 'deleted_at = NULL'],
    ] as const) {
      await product.rows(`UPDATE users SET ${set} WHERE id = ${String(userId)}`);
      expect([set, await statuses()]).toEqual([set, [403, 403]]);
      await product.rows(`UPDATE users SET ${back} WHERE id = ${String(userId)}`);
    }
    await product.rows('DELETE FROM brake');
    await setClass(own, `cards_when = 'lesson'`);
    expect(await statuses()).toEqual([403, 403]);
    await product.rows(`
      INSERT INTO lesson (class_id, started_by, started_at, until, typed_login, stop_at_end)
      VALUES (${String(own.id)}, 1, now(), now() + interval '45 minutes', false, false)`);
    expect(await statuses()).toEqual([200, 403]);
    await product.rows(`UPDATE lesson SET typed_login = true WHERE class_id = ${String(own.id)}`);
    await product.rows('DELETE FROM brake');
    expect(await statuses()).toEqual([200, 200]);
    await product.rows(`UPDATE lesson SET until = now() - interval '1 second' WHERE class_id = ${String(own.id)}`);
    expect(await statuses()).toEqual([403, 403]);
    await product.rows('DELETE FROM brake');
  });

  it('class is archived, or ends earlier: open logins of its accounts end, those of others stay', async () => {
    const own = await roster(vogel, 'over', 'Kim');
    const other = await roster(vogel, 'goes on', 'Lu');
    const opened = async (cards: Roster['cards']) => {
      const kid = browser();
      expect((await kid.post('/auth/card', { secret: ofCard(cards).secret })).status).toBe(200);
      return kid;
    };
    const [kim, lu] = [await opened(own.cards), await opened(other.cards)];
    expect((await vogel.call('POST', `${own.path}/archive`)).status).toBe(200);
    expect([await isOut(kim), await me(lu)]).toEqual([true, 200]);
    await vogel.call('POST', `${own.path}/unarchive`);
    const again = await opened(own.cards);
    const { version } = (await vogel.call<Class>('GET', own.path)).body;
    expect((await vogel.call('PATCH', own.path, { version, ends_on: '2026-01-31' })).status).toBe(200);
    await product.spawner.app.get(SessionsService).endOverdue();
    expect([await isOut(again), await me(lu)]).toEqual([true, 200]);
  });

  it('account of a class changes its own name: refused, since cards and lists are by that name', async () => {
    const own = await roster(vogel, 'names', 'Kim');
    const kid = browser();
    await kid.post('/auth/card', { secret: ofCard(own.cards).secret });
    const patch = (change: object) =>
      fetch(`${product.url}/api/user/me`, {
        method: 'PATCH',
        headers: {
          'content-type': 'application/json',
          cookie: [...kid.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        },
        body: JSON.stringify(change),
      });
    const refused = await patch({ display_name: 'Lu' });
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'not_for_class_accounts' }]);
    expect((await patch({ language: 'en' })).status).toBe(200);
  });

  it('wrong codes: after five one a second, counted for everybody behind the line; QR codes go on', async () => {
    const own = await roster(vogel, 'line', 'Kim', 'Jo');
    for (let tries = 0; tries < 5; tries++) expect(await byCode(own.code, 'ZZZZZZZZ')).toMatchObject(INVALID);
    const braked = await byCode(own.code, ofCard(own.cards).code);
    expect(braked).toMatchObject({ status: 429, body: { code: 'card_paused' } });
    expect((await bySecret(ofCard(own.cards).secret)).status).toBe(200);
    const second = () =>
      product.rows(`UPDATE brake SET last_at = last_at - interval '1 second' WHERE key LIKE 'card % %'`);
    await second();
    // Right ones do not hold each other up.
    expect((await byCode(own.code, ofCard(own.cards, 1).code)).status).toBe(200);
    expect((await byCode(own.code, ofCard(own.cards).code)).status).toBe(200);
    expect((await byCode(own.code, 'ZZZZZZZZ')).status).toBe(403);
    expect((await byCode(own.code, ofCard(own.cards).code)).status).toBe(429);
    await second();
    // All at the same moment: one of them is compared.
    const together = await Promise.all(Array.from({ length: 5 }, () => byCode(own.code, 'ZZZZZZZZ')));
    expect(together.map(({ status }) => status).sort()).toEqual([403, 429, 429, 429, 429]);
  });

  it('a class of thirty types at the same moment behind one line: all are in', async () => {
    const own = await roster(vogel, 'crowd', ...Array.from({ length: 30 }, (_, nth) => `Kid ${String(nth)}`));
    const statuses = await Promise.all(own.cards.map(async ({ code }) => (await byCode(own.code, code)).status));
    expect(statuses).toEqual(own.cards.map(() => 200));
  });

  it('two processes: count together', async () => {
    const own = await roster(vogel, 'processes', 'Kim');
    const second = await startProduct({ database, environment });
    try {
      for (let tries = 0; tries < 5; tries++)
        expect(
          await byCode(own.code, 'ZZZZZZZZ', new WebBrowser([product, second][tries % 2]?.url ?? '')),
        ).toMatchObject(INVALID);
      const { code } = ofCard(own.cards);
      expect((await byCode(own.code, code, new WebBrowser(second.url))).status).toBe(429);
      await product.rows(`UPDATE brake SET last_at = last_at - interval '1 second'`);
      expect((await byCode(own.code, code, new WebBrowser(second.url))).status).toBe(200);
    } finally {
      await second.close();
    }
  });

  it('a prankster with 199 wrong codes locks nobody out; with the 200th the codes rest, and a teacher opens them again', async () => {
    const own = await roster(vogel, 'class', 'Kim');
    const code = own.code.replace('-', '');
    const { code: right, secret } = ofCard(own.cards);
    await product.rows(
      `INSERT INTO brake (key, tries, since, last_at) VALUES ('card ${code}', 198, now() - interval '50 minutes', now())`,
    );
    expect(await byCode(own.code, 'ZZZZZZZZ')).toMatchObject(INVALID);
    expect((await byCode(own.code, right)).status).toBe(200);
    expect(await byCode(own.code, 'ZZZZZZZZ')).toMatchObject(INVALID);
    expect(await byCode(own.code, right)).toMatchObject({ status: 429, body: { code: 'card_paused' } });
    expect((await bySecret(secret)).status).toBe(200);
    const list = () => vogel.call<LoginCards>('GET', `${own.path}/cards`);
    const { paused_until: until } = (await list()).body;
    expect((Date.parse(until ?? '') - Date.now()) / 60_000).toBeGreaterThan(14);
    expect((await sand.call('POST', `${own.path}/cards/reopen`)).status).toBe(404);
    expect((await vogel.call('POST', `${own.path}/cards/reopen`)).status).toBe(200);
    expect((await list()).body.paused_until).toBeNull();
    expect((await byCode(own.code, right)).status).toBe(200);
  });

  it('code of one class in another: refused; unknown class and wrong code: the same answer and the same statements', async () => {
    const own = await roster(vogel, 'a', 'Kim');
    const other = await roster(vogel, 'b', 'Lu');
    expect(await byCode(other.code, ofCard(own.cards).code)).toMatchObject(INVALID);
    const sent = async (classCode: string) => {
      const statements: string[] = [];
      const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
      pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
        const [first] = given as [string | { text: string }];
        statements.push(typeof first === 'string' ? first : first.text);
        return query.apply(this, given);
      } as typeof pg.Client.prototype.query;
      try {
        const { status, body } = await byCode(classCode, 'ZZZZZZZZ');
        const { request_id: _, ...problem } = body;
        return { status, problem, statements: statements.filter((each) => /brake|card|class|audit/.test(each)) };
      } finally {
        pg.Client.prototype.query = query as typeof pg.Client.prototype.query;
      }
    };
    const known = await sent(own.code);
    expect(known.statements).toHaveLength(7);
    expect(await sent('YYYY-YYYY')).toEqual(known);
  });

  it('request of a foreign page: refused; what was tried stays out of the record of refusals', async () => {
    const own = await roster(vogel, 'foreign', 'Kim');
    const { secret } = ofCard(own.cards);
    expect(await browser().post('/auth/card', { secret }, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      body: { code: 'foreign_origin' },
    });
    await byCode(own.code, 'ABCDEFGH');
    const events = await product.rows<{ facts: unknown; class_id: number }>(
      `SELECT facts, class_id, subject FROM audit_event WHERE action = 'card_refused' AND class_id = ${String(own.id)}`,
    );
    expect(events).toEqual([{ facts: { way: 'code' }, class_id: own.id, subject: null }]);
  });
});
