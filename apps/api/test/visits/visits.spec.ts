import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  Class,
  ContainerDetail,
  GrantedVisit,
  LiveClass,
  OutboxMail,
  OutboxResponse,
  OwnVisitsResponse,
  Problem,
  VisitedService,
  VisitsResponse,
} from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { until } from '../../../tests/kit/src/until.js';
import { RevokedSessions } from '../../src/auth/sessions/revoked-sessions.js';
import { Erasure } from '../../src/people/erasure.js';
import { Visits } from '../../src/visits/visits.js';
import { type LoggedIn, logIn } from '../access/log-in.js';
import { createTestApp, type TestApp } from '../create-app.js';
import { listenTo } from '../event-stream.js';
import { navigation, program } from '../gateway/callers.js';
import { ask, type Asked } from '../gateway/sockets.js';
import { leaveMails } from '../leave-mails.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const HOST = 'ann-talker.apps.test';
const DASHBOARD = 'spawner.test';
const environment = {
  JWT_SECRET_KEY: randomBytes(32).toString('hex'),
  ROUTING: 'subdomain',
  PUBLIC_URL: `http://${DASHBOARD}`,
  APPS_DOMAIN: 'apps.test',
  MAGIC_LINK_RATE_LIMIT: '100',
  // A mail is waited for by asking the outbox again and again.
  REQUEST_LIMIT: '100000',
};

const talker = `
import { createServer } from 'node:http';
createServer((request, response) => {
  response.write('service');
  if (request.url !== '/events') response.end();
}).listen(Number(process.env.PORT), process.env.HOST);
`;

describe('visits', () => {
  let database: TestDatabase;
  let product: Product;
  /** Simulates another process of the same installation, which has to learn of ended visits. */
  let other: TestApp;
  let root: Person;
  let ann: Person;

  const at = (host: string, path: string, headers: Record<string, string>, method = 'GET', body?: string) =>
    ask({
      port: Number(new URL(product.url).port),
      path,
      headers: { host, ...headers },
      method,
      ...(body !== undefined && { body }),
    });
  const cookiesIn = ({ headers }: Asked): string =>
    (headers['set-cookie'] ?? [])
      .map((each) => each.split(';')[0] ?? '')
      .filter((each) => !each.endsWith('='))
      .join('; ');
  const openService = (cookie: string, path = '/') => at(HOST, path, { ...navigation, ...(cookie && { cookie }) });

  /** Opens the service as an admin and follows it to the page that announces the visit. */
  const requestVisit = async (browser: LoggedIn) => {
    const away = await openService('');
    const show = new URL(String(away.headers.location));
    const cookie = browser.cookieHeader;
    const back = await at(DASHBOARD, show.pathname + show.search, { ...navigation, cookie });
    const entry = new URL(String(back.headers.location));
    const entered = await openService(cookiesIn(away), entry.pathname + entry.search);
    const own = cookiesIn(entered);
    const refused = await openService(own);
    const page = new URL(String(refused.headers.location));
    expect([refused.status, page.host, page.pathname]).toEqual([303, DASHBOARD, '/visit']);
    const body = { to: page.searchParams.get('to') ?? '', state: page.searchParams.get('state') ?? '' };
    return { own: `${own}; ${cookiesIn(refused)}`, body };
  };
  const post = (body: unknown, headers: Record<string, string>) =>
    at(DASHBOARD, '/api/visit', { 'content-type': 'application/json', ...headers }, 'POST', JSON.stringify(body));
  /** The cookies that open the service during the visit. */
  const visit = async (browser: LoggedIn, reason?: string): Promise<string> => {
    const { own, body } = await requestVisit(browser);
    const granted = await post({ ...body, reason }, { cookie: browser.cookieHeader, origin: `http://${DASHBOARD}` });
    expect(granted.status).toBe(201);
    const { location } = JSON.parse(granted.body) as GrantedVisit;
    const entered = await openService(own, location.slice(`http://${HOST}`.length));
    expect(entered.status).toBe(303);
    const cookie = `${own}; ${cookiesIn(entered)}`;
    expect((await openService(cookie)).body).toBe('service');
    return cookie;
  };
  const lastVisit = async (): Promise<string> =>
    (await product.rows<{ id: string }>('SELECT id FROM visit ORDER BY at DESC LIMIT 1'))[0]?.id ?? '';
  /** Resolves when the process knows that this visit has ended. */
  const known = (id: string, { app }: Pick<TestApp, 'app'> = product.spawner): Promise<void> =>
    new Promise((resolve) => {
      const revoked = app.get(RevokedSessions);
      if (revoked.has(id)) resolve();
      revoked.onRevoked((ended) => {
        if (ended === id) resolve();
      });
    });
  /** The mail is sent after the answer. */
  const mailToAnn = async (subject: string): Promise<OutboxMail> => {
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
      const { mails } = JSON.parse((await at(DASHBOARD, '/api/outbox', {})).body) as OutboxResponse;
      const mail = mails.find((each) => each.to === 'ann@example.com' && each.subject === subject);
      if (mail) return mail;
    }
    throw new Error('no mail for ann');
  };
  const rootLogsIn = () => logIn(product.url, 'root@example.com');
  const expectEnded = async (cookie: string): Promise<void> => {
    const answer = await at(HOST, '/', { ...program, cookie });
    expect(answer.status).not.toBe(200);
    expect((await openService(cookie)).status).not.toBe(200);
  };
  const read = async (person: Person, path: string): Promise<unknown> =>
    JSON.parse((await at(DASHBOARD, path, { authorization: `Bearer ${person.token}` })).body);
  const visited = async () => (await ann.list()).map((card) => card.visited);

  beforeAll(async () => {
    database = await createTestDatabase();
    product = await startProduct({ services: { talker }, database, environment });
    other = await createTestApp({ database, environment });
    leaveMails(other.app);
    root = await product.register('root@example.com');
    ann = await product.register('ann@example.com');
    expect([root.user.is_admin, ann.user.is_admin]).toEqual([true, false]);
    await ann.launch('talker');
  });
  afterEach(async () => {
    await product.rows('DELETE FROM visit');
  });
  afterAll(async () => {
    await product.close();
    await other.close();
    await database.drop();
  });

  it('begins: owner gets a mail and a notice on the card at once, and the visit is audited', async () => {
    await product.rows('DELETE FROM audit_event');
    const stream = await listenTo(`${product.url}/api/events`, ann.token);
    await stream.until(({ type }) => type === 'talker');
    await visit(await rootLogsIn());
    const notified = await stream.until(({ visited: notice }: ContainerDetail) => notice !== null);
    stream.close();
    expect(notified).toMatchObject({ type: 'talker', visited: { by: 'root@example.com', as: 'admin' } });
    expect(await visited()).toEqual([null, notified.visited]);
    expect(Math.abs(Date.parse(notified.visited?.at ?? '') - Date.now())).toBeLessThan(60_000);
    const mail = await mailToAnn('Ihr Service wurde geöffnet / Your service was opened');
    expect(mail.text).toMatch(/root@example\.com hat .* ann-talker geöffnet[^]*root@example\.com has opened/);
    const audit = `SELECT actor_id, about_user_id, subject, from_ip, outcome, facts - 'visit' AS facts FROM audit_event WHERE action = 'visit_begun'`;
    expect(await product.rows(audit)).toEqual([
      {
        actor_id: root.user.id,
        about_user_id: ann.user.id,
        subject: 'ann-talker',
        from_ip: '127.0.0.1',
        outcome: 'done',
        facts: { type: 'talker', reason: null },
      },
    ]);
  });

  it('visitor with a name and a reason, owner with a language: notice, mail and log have them', async () => {
    await product.rows(`UPDATE users SET display_name = 'Grace' WHERE email = 'root@example.com'`);
    await product.rows(`UPDATE users SET display_name = 'Ann', language = 'en' WHERE email = 'ann@example.com'`);
    await visit(await rootLogsIn(), ' Your question  ');
    expect((await visited())[1]).toMatchObject({ by: 'Grace' });
    const mail = await mailToAnn('Your service was opened');
    expect(mail.text).toMatch(/^Hello,[^]*Grace has opened your service ann-talker[^]*Reason: Your question/);
    const page = { next_cursor: null, total: 1 };
    const shared = { id: await lastVisit(), type: 'talker', at: expect.any(String), ended_at: null, as: 'admin' };
    expect(await read(ann, '/api/user/visits')).toEqual({
      ...page,
      items: [{ ...shared, by: 'Grace', display_name: 'talker', reason: 'Your question' }],
    });
    expect(await read(root, '/api/user/visits')).toEqual({ ...page, total: 0, items: [] });
    expect(await read(root, '/api/admin/visits')).toEqual({
      ...page,
      items: [
        {
          ...shared,
          visitor: { id: root.user.id, name: 'Grace' },
          class: null,
          owner: { id: ann.user.id, name: 'Ann' },
          service: 'ann-talker',
          reason: 'Your question',
          noticed_at: null,
        },
      ],
    });
    await product.rows('UPDATE users SET display_name = NULL, language = NULL');
  });

  it('account of the visitor is deleted, then erased: notice and log stay, the name goes last', async () => {
    const gone = await product.register('gone@example.com');
    const id = String(gone.user.id);
    await product.rows(`UPDATE users SET role = 'admin' WHERE id = ${id}`);
    await visit(await logIn(product.url, 'gone@example.com'));
    const shown = async () => {
      const { items } = (await read(ann, '/api/user/visits')) as OwnVisitsResponse;
      return [(await visited())[1]?.by, ...items.map(({ by }) => by)];
    };
    await product.rows(`UPDATE users SET deleted_at = now(), erase_after = now() + interval '1 day' WHERE id = ${id}`);
    expect(await shown()).toEqual(['gone@example.com', 'gone@example.com']);
    await product.rows(`UPDATE users SET erase_after = now() WHERE id = ${id}`);
    await product.spawner.app.get(Erasure).run();
    // The loop of one of the two processes may have been first.
    await until('the account is erased', 10, async () => {
      const left = await product.rows(`SELECT FROM users WHERE id = ${id}`);
      return left.length === 0;
    });
    expect(await shown()).toEqual([`Person ${id}`, `Person ${id}`]);
  });

  it('log: newest first by pages, filtered and searched, and kept as long as the audit trail', async () => {
    const seed = (visitor: number, name: string, owner: string, age: string, count: number) =>
      product.rows(
        `INSERT INTO visit (id, visitor_id, visitor_name, visitor_role, session_id, user_id, container_type, at, expires_at, ended_at)
         SELECT gen_random_uuid(), ${String(visitor)}, '${name}', 'admin', gen_random_uuid(), id, 'talker',
                date_trunc('milliseconds', now()) - interval '${age}', now(), now()
         FROM users, generate_series(1, ${String(count)}) WHERE email = '${owner}'`,
      );
    await seed(root.user.id, '100%_sure', 'ann@example.com', '1 day', 4);
    await seed(99, 'Grace', 'ann@example.com', '2 days', 3);
    await seed(99, 'Grace', 'ann@example.com', '2000 days', 1);
    const log = async (query: string) => (await read(root, `/api/admin/visits?${query}`)) as VisitsResponse;
    const names = ({ items }: VisitsResponse) => items.map(({ visitor }) => visitor.name);

    const first = await log('limit=5');
    expect([names(first), first.total]).toEqual([[...Array<string>(4).fill('100%_sure'), 'Grace'], 8]);
    const second = await log(`limit=5&cursor=${first.next_cursor ?? ''}`);
    expect([names(second), second.total, second.next_cursor]).toEqual([['Grace', 'Grace', 'Grace'], 8, null]);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(8);

    expect((await log('visitor=99')).total).toBe(4);
    expect((await log(`owner=${String(root.user.id)}`)).total).toBe(0);
    for (const [text, total] of Object.entries({ '%25_': 4, graCE: 4, 'ann-talk': 8, nobody: 0 }))
      expect([text, (await log(`q=${text}`)).total]).toEqual([text, total]);

    const forged = (place: object) => Buffer.from(JSON.stringify({ sort: '-at', ...place })).toString('base64url');
    for (const query of [
      'cursor=%F0%9F%92%A5',
      `cursor=${forged({ key: 'yesterday', id: ids[0] })}`,
      `cursor=${forged({ key: null, id: 7 })}`,
      'limit=0',
      'limit=201',
      'visitor=2147483648',
      `q=${'a'.repeat(101)}`,
      'sort=name',
      'surprise=1',
    ])
      expect([query, (await log(query)) as unknown]).toMatchObject([query, { code: 'invalid_request' }]);
    expect(await read(ann, '/api/admin/visits')).toMatchObject({ code: 'forbidden' });

    await product.spawner.app.get(Visits).forget();
    expect((await log('')).total).toBe(7);
  });

  it('notice: only the owner can dismiss it', async () => {
    await visit(await rootLogsIn());
    const dismiss = async (person: Person) =>
      (await at(DASHBOARD, '/api/container/visit/talker', { authorization: `Bearer ${person.token}` }, 'DELETE'))
        .status;
    expect(await dismiss(root)).toBe(200);
    expect((await visited())[1]).not.toBeNull();
    expect(await dismiss(ann)).toBe(200);
    expect(await visited()).toEqual([null, null]);
  });

  it('owner of a service: shown to admins only', async () => {
    const look = (person: Person, to: string) =>
      at(DASHBOARD, `/api/visit?to=${encodeURIComponent(to)}`, { authorization: `Bearer ${person.token}` });
    const to = `http://${HOST}/a`;
    const found = JSON.parse((await look(root, to)).body) as VisitedService;
    expect(found).toEqual({
      ...{ owner: 'ann@example.com', display_name: 'talker', as: 'admin', reason_needed: false, minutes: 60 },
    });
    const refused = await look(ann, to);
    expect([refused.status, (JSON.parse(refused.body) as Problem).code]).toEqual([403, 'forbidden']);
    expect((await look(root, 'http://nobody-talker.apps.test/')).status).toBe(404);
    expect((await look(root, 'http://evil.test/')).status).toBe(403);
  });

  it('grant: only to admins, and only from our own page', async () => {
    const browser = await rootLogsIn();
    const { body } = await requestVisit(browser);
    const cookie = browser.cookieHeader;
    const others = (await logIn(product.url, 'ann@example.com')).cookieHeader;
    for (const [headers, status] of [
      [{}, 401],
      [{ cookie: others, origin: `http://${DASHBOARD}` }, 403],
      [{ cookie, origin: `http://${HOST}` }, 403],
      [{ cookie, 'sec-fetch-site': 'same-site' }, 403],
    ] as const) {
      expect((await post(body, headers)).status).toBe(status);
    }
    expect(await product.rows('SELECT FROM visit')).toEqual([]);
  });

  it('audit event or visit cannot be stored: not granted', async () => {
    const browser = await rootLogsIn();
    const { body } = await requestVisit(browser);
    const headers = { cookie: browser.cookieHeader, origin: `http://${DASHBOARD}` };
    for (const table of ['audit_event', 'visit']) {
      await product.rows('DELETE FROM audit_event');
      await product.rows(`ALTER TABLE ${table} ADD CONSTRAINT never CHECK (FALSE) NOT VALID`);
      const answer = await post(body, headers);
      await product.rows(`ALTER TABLE ${table} DROP CONSTRAINT never`);
      expect([answer.status, answer.body]).toEqual([500, expect.not.stringContaining('location')]);
      expect(await product.rows('SELECT FROM visit')).toEqual([]);
      expect(await product.rows('SELECT FROM audit_event')).toEqual([]);
    }
  });

  it('admin logs out during the grant: not granted', async () => {
    const browser = await rootLogsIn();
    const { body } = await requestVisit(browser);
    const runner = product.spawner.app.get(DataSource).createQueryRunner();
    await runner.startTransaction();
    await runner.query('UPDATE session SET revoked_at = now() WHERE id = $1', [browser.sessionId]);
    const answer = post(body, { cookie: browser.cookieHeader, origin: `http://${DASHBOARD}` });
    // The grant waits for the lock on the session.
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FROM session%FOR SHARE'
                     AND datname = current_database()`;
    while ((await product.rows(waiting)).length === 0) await new Promise(setImmediate);
    await runner.commitTransaction();
    await runner.release();
    expect((await answer).status).toBe(403);
    expect(await product.rows('SELECT FROM visit')).toEqual([]);
  });

  it('pass of a visit: opens that service only', async () => {
    const cookie = await visit(await rootLogsIn());
    expect((await at('ann-dev.apps.test', '/', { ...program, cookie })).status).toBe(404);
    const pass = /spawner_guest=([^;]+)/.exec(cookie)?.[1] ?? '';
    for (const headers of [{ cookie: `spawner_access=${pass}` }, { authorization: `Bearer ${pass}` }]) {
      expect((await at(DASHBOARD, '/api/user/me', headers)).status).toBe(401);
    }
  });

  it('admin logs out: visit and open streams end, in every process', async () => {
    const browser = await rootLogsIn();
    const cookie = await visit(browser);
    const stream = net.connect(Number(new URL(product.url).port), '127.0.0.1');
    stream.write(`GET /events HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${cookie}\r\n\r\n`);
    await once(stream, 'data');
    const cut = once(stream.resume(), 'close');
    const ended = known(await lastVisit(), other);
    const { cookieHeader } = browser;
    const origin = `http://${DASHBOARD}`;
    expect((await at(DASHBOARD, '/api/auth/logout', { cookie: cookieHeader, origin }, 'POST')).status).toBe(200);
    await ended;
    await cut;
    await expectEnded(cookie);
    const later = await createTestApp({ database, environment });
    expect(later.app.get(RevokedSessions).has(await lastVisit())).toBe(true);
    await later.close();
  });

  it('login ended in SQL: the sweep ends the visit', async () => {
    const browser = await rootLogsIn();
    const cookie = await visit(browser);
    const ended = known(await lastVisit());
    await product.rows(`UPDATE session SET revoked_at = now() WHERE id = '${browser.sessionId}'`);
    await product.spawner.app.get(Visits).sweep();
    await ended;
    await expectEnded(cookie);
  });

  it('hour is over: the visit ends', async () => {
    const cookie = await visit(await rootLogsIn());
    const ends = Number(/spawner_guest=\d+\.[0-9a-f-]+\.(\d+)\./.exec(cookie)?.[1]);
    expect(ends - Date.now() / 1000).toBeLessThanOrEqual(3600);
    const ended = known(await lastVisit());
    await product.rows(`UPDATE visit SET expires_at = now() - interval '1 second'`);
    await product.spawner.app.get(Visits).sweep();
    await ended;
    await expectEnded(cookie);
  });

  it('admin is demoted or blocked: the visit ends and is not granted again', async () => {
    for (const [change, back] of [
      ["role = 'user'", "role = 'admin'"],
      ['blocked = TRUE', 'blocked = FALSE'],
    ]) {
      const browser = await rootLogsIn();
      const cookie = await visit(browser);
      const { body } = await requestVisit(browser);
      const ended = known(await lastVisit());
      await product.rows(`UPDATE users SET ${change ?? ''} WHERE email = 'root@example.com'`);
      await ended;
      await expectEnded(cookie);
      const answer = await post(body, { cookie: browser.cookieHeader, origin: `http://${DASHBOARD}` });
      expect([401, 403]).toContain(answer.status);
      await product.rows(`UPDATE users SET ${back ?? ''} WHERE email = 'root@example.com'`);
      await product.rows('DELETE FROM visit');
    }
  });

  describe('of a teacher', () => {
    let vogel: Person;
    let browser: LoggedIn;
    let classId: number;
    const path = (rest = '') => `/class/${String(classId)}${rest}`;

    beforeAll(async () => {
      vogel = await product.register('vogel@example.com');
      await product.rows(`UPDATE users SET role = 'manager' WHERE id = ${String(vogel.user.id)}`);
      const made = await call<Class>(vogel, 'POST', '/classes', { name: '7b', templates: ['dev', 'talker'] });
      classId = made.id;
      await call(root, 'POST', path('/members'), { user_ids: [ann.user.id] });
      browser = await logIn(product.url, 'vogel@example.com');
    });
    afterEach(() => product.rows('UPDATE lesson SET ended_at = now()'));

    /** The host has to be that of the dashboard. */
    const call = async <T>(person: Person, method: string, at_: string, body?: object): Promise<T> => {
      const headers = { authorization: `Bearer ${person.token}`, ...(body && { 'content-type': 'application/json' }) };
      return JSON.parse((await at(DASHBOARD, `/api${at_}`, headers, method, body && JSON.stringify(body))).body) as T;
    };
    const beginLesson = () =>
      call(vogel, 'POST', path('/lesson'), { until: new Date(Date.now() + 3_600_000).toISOString() });
    /** The link of the live page, as far as the page that announces the visit. */
    const begin = async (host = HOST) => {
      const away = await at(host, '/.spawner/visit', navigation);
      const page = new URL(String(away.headers.location));
      expect([away.status, page.host, page.pathname]).toEqual([303, DASHBOARD, '/visit']);
      const body = { to: page.searchParams.get('to') ?? '', state: page.searchParams.get('state') ?? '' };
      return { own: cookiesIn(away), body };
    };
    const grant = (body: object, of = browser) =>
      post(body, { cookie: of.cookieHeader, origin: `http://${DASHBOARD}` });
    const look = async (to = `http://${HOST}/`, person = vogel) => {
      const headers = { authorization: `Bearer ${person.token}` };
      return at(DASHBOARD, `/api/visit?to=${encodeURIComponent(to)}`, headers);
    };
    const visitAsTeacher = async (reason?: string): Promise<string> => {
      const { own, body } = await begin();
      const granted = await grant({ ...body, reason });
      expect([granted.status, granted.body]).toEqual([201, expect.any(String)]);
      const { location } = JSON.parse(granted.body) as GrantedVisit;
      const entered = await openService(own, location.slice(`http://${HOST}`.length));
      const cookie = `${own}; ${cookiesIn(entered)}`;
      expect((await openService(cookie)).body).toBe('service');
      return cookie;
    };

    it('in a lesson: for 15 minutes, without a reason, with a notice and without a mail; no mail address of the owner', async () => {
      await beginLesson();
      await product.rows(`DELETE FROM audit_event; DELETE FROM outgoing_mail`);
      expect(JSON.parse((await look()).body)).toEqual({
        ...{ owner: 'ann', display_name: 'talker', as: 'teacher', reason_needed: false, minutes: 15 },
      });
      await visitAsTeacher();
      expect((await visited())[1]).toMatchObject({ by: 'vogel', as: 'teacher' });
      const [stored] = await product.rows(`SELECT extract(epoch FROM expires_at - at)::int AS seconds,
        (SELECT count(*)::int FROM outgoing_mail) AS mails,
        (SELECT json_agg(json_build_array(action, class_id, facts->>'class')) FROM audit_event WHERE action = 'visit_begun') AS events
        FROM visit`);
      expect(stored).toEqual({ seconds: 900, mails: 0, events: [['visit_begun', classId, '7b']] });
      const { people } = await call<LiveClass>(vogel, 'GET', path('/live?type=talker'));
      expect(people).toMatchObject([{ visited: { by: 'vogel' }, visit_url: `http://${HOST}/.spawner/visit` }]);
      const logged = { as: 'teacher', class: { id: classId, name: '7b' }, reason: null };
      for (const [person, log, name] of [
        [vogel, path('/visits?q=ANN'), 'ann'],
        [root, '/admin/visits?q=example', 'ann@example.com'],
      ] as const)
        expect(await call(person, 'GET', log)).toMatchObject({
          items: [{ ...logged, owner: { id: ann.user.id, name } }],
          total: 1,
        });
      expect(await call(vogel, 'GET', path('/visits?q=example'))).toMatchObject({ total: 0 });
    });

    it('without a lesson: for an hour, with a reason of three letters and a mail', async () => {
      const found = JSON.parse((await look()).body) as VisitedService;
      expect(found).toMatchObject({ as: 'teacher', reason_needed: true, minutes: 60 });
      const { body } = await begin();
      for (const reason of [undefined, '1234 5', 'a b'])
        expect(JSON.parse((await grant({ ...body, reason })).body)).toMatchObject({
          code: 'invalid_request',
          errors: [{ path: 'reason' }],
        });
      expect(await product.rows('SELECT FROM visit')).toEqual([]);
      await product.rows(`UPDATE users SET language = 'en' WHERE email = 'ann@example.com'`);
      await visitAsTeacher('your homework');
      for (const deadline = Date.now() + 10_000; ; ) {
        const { mails } = JSON.parse((await at(DASHBOARD, '/api/outbox', {})).body) as OutboxResponse;
        if (mails.some(({ text }) => /teacher of the class 7b[^]*Reason: your homework/.test(text))) break;
        if (Date.now() > deadline) throw new Error('no mail');
      }
      await product.rows('UPDATE users SET language = NULL');
    });

    /** What takes the right away, and what gives it back. */
    const rights: readonly (readonly [string, string, string])[] = [
      [
        'teacher is none any more',
        `UPDATE class_member SET role = 'member' WHERE user_id = $vogel`,
        `UPDATE class_member SET role = 'teacher' WHERE user_id = $vogel`,
      ],
      [
        'teacher has lost the role manager',
        `UPDATE users SET role = 'user' WHERE id = $vogel`,
        `UPDATE users SET role = 'manager' WHERE id = $vogel`,
      ],
      [
        'owner waits to be let in',
        `UPDATE class_member SET state = 'waiting' WHERE user_id = $ann`,
        `UPDATE class_member SET state = 'in' WHERE user_id = $ann`,
      ],
      [
        'owner is a teacher of the class',
        `UPDATE class_member SET role = 'teacher' WHERE user_id = $ann`,
        `UPDATE class_member SET role = 'member' WHERE user_id = $ann`,
      ],
      [
        'owner is an admin',
        `UPDATE users SET role = 'admin' WHERE id = $ann`,
        `UPDATE users SET role = 'user' WHERE id = $ann`,
      ],
      [
        'template is not of the class',
        `UPDATE class_template SET type = 'two' WHERE type = 'talker'; UPDATE class SET version = version + 1`,
        `UPDATE class_template SET type = 'talker' WHERE type = 'two'`,
      ],
      [
        'class is archived',
        'UPDATE class SET archived_at = now(), version = version + 1',
        'UPDATE class SET archived_at = NULL',
      ],
    ];
    it.each(rights)('%s: the visit ends, and none is granted', async (_case, change, back) => {
      const run = (sql: string) =>
        product.rows(sql.replaceAll('$vogel', String(vogel.user.id)).replaceAll('$ann', String(ann.user.id)));
      await beginLesson();
      const cookie = await visitAsTeacher();
      const ended = known(await lastVisit());
      await run(change);
      await ended;
      await expectEnded(cookie);
      const { body } = await begin();
      const again = await grant(body);
      const answer = [again.status, (await look()).status];
      await run(back);
      expect(answer).toEqual([403, 403]);
      expect(await product.rows('SELECT FROM visit WHERE ended_at IS NULL')).toEqual([]);
    });

    it('service of somebody else, or of nobody: the same answer', async () => {
      const refused = await Promise.all(
        ['root-talker', 'nobody-talker', 'ann-dev'].map((name) => look(`http://${name}.apps.test/`)),
      );
      expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
      expect((await look(undefined, ann)).status).toBe(403);
    });

    it('member is taken out of the class during the grant: not granted', async () => {
      await beginLesson();
      const { body } = await begin();
      const runner = product.spawner.app.get(DataSource).createQueryRunner();
      await runner.startTransaction();
      await runner.query('SELECT FROM class WHERE id = $1 FOR NO KEY UPDATE', [classId]);
      await runner.query('UPDATE class_member SET state = $2 WHERE user_id = $1', [ann.user.id, 'waiting']);
      const answer = grant(body);
      const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'SELECT FROM class WHERE%FOR SHARE'
                       AND datname = current_database()`;
      while ((await product.rows(waiting)).length === 0) await new Promise(setImmediate);
      await runner.commitTransaction();
      await runner.release();
      expect((await answer).status).toBe(403);
      await product.rows(`UPDATE class_member SET state = 'in'`);
    });
  });
});
