import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints, type Problem } from '@spawner/contracts';
import type { LightMyRequestResponse } from 'fastify';
import { People } from './people.js';

const SESSION = endpoints.openSession.path;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';

let people: People;

beforeAll(async () => {
  people = await People.start();
});
afterAll(() => people.close());

const codeOf = (answer: LightMyRequestResponse) => [answer.statusCode, answer.json<Problem>().code];

describe('mailed link', () => {
  it('browser that requested it: one click logs in', async () => {
    const browser = people.browser();
    const { token } = await people.mailFor('one-click@example.com', browser);
    expect((await browser.post(SESSION, { token })).statusCode).toBe(200);
    expect((await browser.get('/api/user/me')).statusCode).toBe(200);
  });

  it('another browser: 409 confirmation_needed, logs in once it confirms', async () => {
    const { token } = await people.mailFor('elsewhere@example.com');
    const other = people.browser();
    await people.mailFor('another@example.com', other);

    const answer = await other.post(SESSION, { token });
    expect([codeOf(answer), answer.headers['set-cookie']]).toEqual([[409, 'confirmation_needed'], undefined]);
    expect((await other.post(SESSION, { token, confirmed: false })).statusCode).toBe(409);
    expect((await other.post(SESSION, { token, confirmed: true })).statusCode).toBe(200);
    expect((await other.get('/api/user/me')).json()).toMatchObject({ email: 'elsewhere@example.com' });
  });

  it('origin of the request: account, browser, system, address and time, without the text of the header', async () => {
    const headers = { 'user-agent': `${FIREFOX} <script>`, 'x-forwarded-for': '203.0.113.9' };
    await people.browser().post('/api/auth/signup', { email: 'who@example.com' }, headers);
    const { token } = await people.mails.take('who@example.com');
    const origin = await people.spawner.post(endpoints.linkAskedBy.path, { token });
    expect(origin.json()).toEqual({
      browser: 'Firefox',
      system: 'Linux',
      ip: '127.0.0.1',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      email: 'who@example.com',
    });
    expect((await people.spawner.post(SESSION, { token, confirmed: true })).statusCode).toBe(200);
    expect(codeOf(await people.spawner.post(endpoints.linkAskedBy.path, { token }))).toEqual([410, 'link_invalid']);
  });

  it('link that was refused as not requested: 410 for every browser', async () => {
    const browser = people.browser();
    const { token } = await people.mailFor('not-me@example.com', browser);
    expect((await people.spawner.post(endpoints.refuseLink.path, { token })).statusCode).toBe(200);

    expect(codeOf(await browser.post(SESSION, { token }))).toEqual([410, 'link_invalid']);
    expect(codeOf(await browser.post(SESSION, { token, confirmed: true }))).toEqual([410, 'link_invalid']);
    expect(codeOf(await people.spawner.post('/api/auth/verify', { token }))).toEqual([410, 'link_invalid']);
    expect(codeOf(await people.spawner.post(endpoints.refuseLink.path, { token }))).toEqual([410, 'link_invalid']);
  });

  it('two mails to one browser: each link logs in with one click', async () => {
    const browser = people.browser();
    const { token: first } = await people.mailFor('impatient@example.com', browser);
    const { token: second } = await people.mailFor('impatient@example.com', browser);
    expect((await browser.post(SESSION, { token: first })).statusCode).toBe(200);
    expect((await browser.post(SESSION, { token: second })).statusCode).toBe(200);
  });

  it('cookie that is forged or belongs to another request: confirmation still needed', async () => {
    const { token } = await people.mailFor('cookie@example.com');
    const stranger = people.browser();
    await people.mailFor('stranger@example.com', stranger);
    const own = stranger.cookies.get('spawner_asked') ?? '';
    for (const value of ['', '.', 'x', 'A'.repeat(43), own, `${own}.${own}`, `${own}.`, "' OR 1=1 --"]) {
      const answer = await people.spawner.post(SESSION, { token }, { cookie: `spawner_asked=${value}` });
      expect([value, answer.statusCode]).toEqual([value, 409]);
    }
  });
});

describe('opened mailed link', () => {
  it('opened by a scanner with GET, HEAD and OPTIONS: changes nothing', async () => {
    const browser = people.browser();
    const { token } = await people.mailFor('scanned@example.com', browser);
    const before = await people.rows('SELECT * FROM magic_link');
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
      for (const { path } of Object.values(endpoints).filter(({ path }) => path.startsWith('/api/auth/'))) {
        for (const url of [`${path}?token=${token}`, `${path}/${token}`]) {
          const answer = await people.spawner.app.inject({ method, url });
          // GET /api/auth/session exists: without a login it answers that there is no user.
          const status = method !== 'OPTIONS' && url.startsWith(`${endpoints.session.path}?`) ? 200 : 404;
          expect([method, url, answer.statusCode]).toEqual([method, url, status]);
          if (method === 'GET' && status === 200) expect(answer.json()).toEqual({ user: null });
          expect(answer.cookies).toEqual([]);
        }
      }
    }
    expect((await people.spawner.post(endpoints.linkAskedBy.path, { token })).statusCode).toBe(200);
    expect(await people.rows('SELECT * FROM magic_link')).toEqual(before);
    expect((await browser.post(SESSION, { token })).statusCode).toBe(200);
  });

  it('200 requests at once, of all three kinds: one session, the others get link_invalid', async () => {
    const browser = people.browser();
    const { token } = await people.mailFor('crowd@example.com', browser);
    const cookie = `spawner_asked=${browser.cookies.get('spawner_asked') ?? ''}`;
    const sessions = async () => (await people.rows('SELECT FROM session')).length;
    const before = await sessions();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        people.spawner.app.inject({
          method: 'POST',
          url: [SESSION, SESSION, '/api/auth/verify'][index % 3] ?? SESSION,
          payload: index % 3 === 1 ? { token, confirmed: true } : { token },
          headers: index % 3 === 0 ? { cookie } : {},
          // Many addresses, so that no rate limit hides a race.
          remoteAddress: `10.0.${String(index >> 5)}.${String(index & 31)}`,
        }),
      ),
    );
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([200, ...Array<number>(199).fill(410)]);
    expect(answers.find(({ statusCode }) => statusCode === 410)?.json()).toMatchObject({ code: 'link_invalid' });
    expect(await sessions()).toBe(before + 1);
  });

  it.each([
    ['one bit flipped', (token: string) => (token.startsWith('A') ? 'B' : 'A') + token.slice(1)],
    ['another spelling of the same bytes', (token: string) => token.slice(0, -1) + respelled(token.at(-1))],
    ['upper and lower case swapped', (token: string) => swapCase(token)],
  ])('token with %s: link_invalid, the original still works', async (_, spoil) => {
    const { token } = await people.mailFor(`spoilt${String(Math.random()).slice(2)}@example.com`);
    expect(codeOf(await people.spawner.post('/api/auth/verify', { token: spoil(token) }))).toEqual([
      410,
      'link_invalid',
    ]);
    expect((await people.spawner.post('/api/auth/verify', { token })).statusCode).toBe(200);
  });

  it('cookie or code in place of the token: refused', async () => {
    const browser = await people.browserOf('purpose@example.com');
    const { code } = await people.mailFor('purpose@example.com', browser);
    const others = [...browser.cookies.values(), code, code.padEnd(43, '0')];
    for (const token of others) {
      const answer = await people.spawner.post('/api/auth/verify', { token });
      expect([400, 410]).toContain(answer.statusCode);
    }
  });
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** 43 characters carry two bits more than 32 bytes have. */
const respelled = (last = 'A') => ALPHABET[ALPHABET.indexOf(last) ^ 1] ?? 'A';
const swapCase = (text: string) =>
  text.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
