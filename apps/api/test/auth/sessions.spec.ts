import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@spawner/contracts';
import { MailServer } from '../../../tests/kit/src/mail-server.js';
import { AuthSweep } from '../../src/auth/auth.sweep.js';
import { TestBrowser } from '../browser.js';
import { createTestApp, type TestApp } from '../create-app.js';

const SESSION = '/api/auth/session';
const REFRESH = '/api/auth/session/refresh';

let mails: MailServer;
let spawner: TestApp;
let people = 0;

beforeAll(async () => {
  mails = await MailServer.start();
  spawner = await createTestApp({ environment: { ...mails.settings, PUBLIC_URL: 'https://coder.domain.com' } });
});

afterAll(async () => {
  await spawner.close();
  await mails.close();
});

async function newLinkToken(browser = new TestBrowser(spawner)): Promise<string> {
  const email = `person${String(++people)}@example.com`;
  await browser.askFor(email);
  return (await mails.take(email)).token;
}

async function browserLogin(): Promise<TestBrowser> {
  const browser = new TestBrowser(spawner);
  const answer = await browser.post('/api/auth/session', { token: await newLinkToken(browser) });
  expect(answer.statusCode).toBe(200);
  return browser;
}

async function clientLogin(): Promise<string> {
  const answer = await spawner.post('/api/auth/verify', { token: await newLinkToken() });
  return answer.json<{ access_token: string }>().access_token;
}

const status = async (browser: TestBrowser) => (await browser.get('/api/user/me')).statusCode;

describe('browser session', () => {
  it('new session: tokens in HttpOnly cookies, the body has the user only', async () => {
    const browser = new TestBrowser(spawner);
    const answer = await browser.post('/api/auth/session', { token: await newLinkToken(browser) });
    expect(Object.keys(answer.json())).toEqual(['user']);
    expect(answer.cookies).toEqual([
      expect.objectContaining({
        name: 'spawner_access',
        path: '/api',
        maxAge: 600,
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      }),
      expect.objectContaining({
        name: '__Host-spawner_visit',
        path: '/',
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      }),
      expect.objectContaining({
        name: 'spawner_refresh',
        path: '/api/auth',
        maxAge: 30 * 86_400,
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      }),
    ]);
    expect((await browser.get('/api/user/me')).json()).toEqual(answer.json<{ user: unknown }>().user);
  });

  it('visitor without a login asks for the session: 200, no user', async () => {
    const answer = await new TestBrowser(spawner).get(SESSION);
    expect([answer.statusCode, answer.json()]).toEqual([200, { user: null }]);
  });

  it('logged-in browser asks for the session: 200, the user of GET /api/user/me', async () => {
    const browser = await browserLogin();
    const answer = await browser.get(SESSION);
    expect([answer.statusCode, answer.json()]).toEqual([200, { user: (await browser.get('/api/user/me')).json() }]);
  });

  it('browser with a refresh token alone asks for the session: 401, so that the page renews; 200 afterwards', async () => {
    const browser = await browserLogin();
    browser.cookies.delete('spawner_access');
    expect((await browser.get(SESSION)).statusCode).toBe(401);
    await browser.post(REFRESH);
    expect((await browser.get(SESSION)).statusCode).toBe(200);
  });

  it('access token of a session that has ended: 401', async () => {
    const browser = await browserLogin();
    await browser.copy().post('/api/auth/logout');
    browser.cookies.delete('spawner_refresh');
    expect((await browser.get(SESSION)).statusCode).toBe(401);
  });

  it('stored tokens: hashes only', async () => {
    const browser = await browserLogin();
    const stored =
      JSON.stringify(await spawner.dataSource.query('SELECT * FROM session')) +
      JSON.stringify(await spawner.dataSource.query('SELECT * FROM magic_link'));
    for (const token of browser.cookies.values()) expect(stored).not.toContain(token);
  });

  it('refresh cookie: renews the session and is replaced', async () => {
    const browser = await browserLogin();
    const before = browser.cookies.get('spawner_refresh');
    browser.cookies.delete('spawner_access');
    expect(await status(browser)).toBe(401);

    expect((await browser.post(REFRESH)).statusCode).toBe(200);
    expect(browser.cookies.get('spawner_refresh')).not.toBe(before);
    expect(await status(browser)).toBe(200);
  });

  it('five renewals at once: all succeed with one new refresh token', async () => {
    const browser = await browserLogin();
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.post(REFRESH)));
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200, 200, 200]);
    const successors = answers.flatMap(({ cookies }) => cookies.filter(({ name }) => name === 'spawner_refresh'));
    expect([successors.length, new Set(successors.map(({ value }) => value)).size]).toEqual([5, 1]);

    spawner.clock.forward(60);
    expect((await browser.post(REFRESH)).statusCode).toBe(200);
  });

  it('replaced refresh token used later: the session ends', async () => {
    const browser = await browserLogin();
    const thief = browser.copy();
    await browser.post(REFRESH);
    spawner.clock.forward(31);

    expect((await thief.post(REFRESH)).statusCode).toBe(401);
    expect(await status(browser)).toBe(401);
    expect((await browser.post(REFRESH)).statusCode).toBe(401);
  });

  it('forged refresh token: 401, the session stays; old one at any age: the session ends', async () => {
    const browser = await browserLogin();
    const thief = browser.copy();
    for (let renewal = 0; renewal < 5; renewal++) {
      expect((await browser.post(REFRESH)).statusCode).toBe(200);
      spawner.clock.forward(600);
    }
    const [sessionId = '', , signature = ''] = (browser.cookies.get('spawner_refresh') ?? '').split('.');
    for (const forged of [`${sessionId}.0.${signature}`, `${sessionId}.4.${'A'.repeat(43)}`, `${sessionId}.6.`]) {
      const answer = await spawner.post(REFRESH, undefined, { cookie: `spawner_refresh=${forged}` });
      expect([forged, answer.statusCode]).toEqual([forged, 401]);
    }
    expect((await browser.post(REFRESH)).statusCode).toBe(200);

    expect((await thief.post(REFRESH)).statusCode).toBe(401);
    expect((await browser.post(REFRESH)).statusCode).toBe(401);
    expect(await status(browser)).toBe(401);
  });

  it('lost answer to a renewal: the next renewal succeeds', async () => {
    const browser = await browserLogin();
    await browser.copy().post(REFRESH);
    expect((await browser.post(REFRESH)).statusCode).toBe(200);
    spawner.clock.forward(600);
    expect((await browser.post(REFRESH)).statusCode).toBe(200);
  });

  it('30 days without use: 401', async () => {
    const browser = await browserLogin();
    spawner.clock.forward(30 * 86_400 + 1);
    expect((await browser.post(REFRESH)).statusCode).toBe(401);
  });

  it('renewal without a refresh cookie, or with an unknown one: 401', async () => {
    const answer = await spawner.post(REFRESH);
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([401, 'not_logged_in']);
    expect((await spawner.post(REFRESH, undefined, { cookie: 'spawner_refresh=x' })).statusCode).toBe(401);
  });
});

describe('logout', () => {
  it('browser: its session ends, its cookies are cleared, other sessions stay', async () => {
    const browser = await browserLogin();
    const copy = browser.copy();
    const other = await browserLogin();

    const answer = await browser.post('/api/auth/logout', undefined, { 'accept-language': 'en' });
    expect(answer.json()).toEqual({ message: 'Logged out' });
    expect([...browser.cookies.keys()]).toEqual(['__Host-spawner_asked']);
    expect(await status(copy)).toBe(401);
    expect((await copy.post(REFRESH)).statusCode).toBe(401);
    expect(await status(other)).toBe(200);
  });

  it('refresh cookie without an access token: the session ends', async () => {
    const browser = await browserLogin();
    const copy = browser.copy();
    browser.cookies.delete('spawner_access');
    await browser.post('/api/auth/logout');
    expect(await status(copy)).toBe(401);
  });

  it('no login: 200', async () => {
    expect((await spawner.post('/api/auth/logout')).statusCode).toBe(200);
    expect((await spawner.post('/api/auth/logout', undefined, { authorization: 'Bearer nonsense' })).statusCode).toBe(
      200,
    );
  });
});

describe('access token', () => {
  const me = (authorization: string) => spawner.get('/api/user/me', { authorization });
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

  it('missing: 401 not_logged_in', async () => {
    const answer = await spawner.get('/api/user/me', { 'accept-language': 'en' });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ code: 'not_logged_in', title: 'You are not logged in.', status: 401 });
  });

  it('other key, algorithm, issuer or audience, expired or malformed: 401', async () => {
    const secret = await readFile(join(spawner.settings.folders.data, 'jwt-secret'), 'utf8');
    const [, claims = ''] = (await clientLogin()).split('.');
    const known = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const signed = (header: object, payload: object, key: string, hash = 'sha256') => {
      const content = `${encode(header)}.${encode(payload)}`;
      return `Bearer ${content}.${createHmac(hash, key).update(content).digest('base64url')}`;
    };
    const HS256 = { alg: 'HS256', typ: 'JWT' };

    expect((await me(signed(HS256, known, secret))).statusCode).toBe(200);
    const forged = [
      `Bearer ${encode({ alg: 'none', typ: 'JWT' })}.${claims}.`,
      signed(HS256, known, 'another key'),
      signed({ alg: 'HS512', typ: 'JWT' }, known, secret, 'sha512'),
      signed(HS256, { ...known, iss: 'another program' }, secret),
      signed(HS256, { ...known, aud: 'another program' }, secret),
      signed(HS256, { ...known, exp: Math.floor(Date.now() / 1000) - 1 }, secret),
      `Bearer ${encode({ alg: 'NONE', typ: 'JWT' })}.${claims}.`,
      `Bearer ${encode({ alg: 'none', typ: 'JWT' })}.${claims}.${createHmac('sha256', secret).digest('base64url')}`,
      signed({ alg: 'RS256', typ: 'JWT' }, known, secret),
      signed({ typ: 'JWT' }, known, secret),
      // A key named in the token header must be ignored.
      signed({ ...HS256, kid: '/dev/null' }, known, ''),
      signed({ ...HS256, kid: __filename }, known, await readFile(__filename, 'utf8')),
      signed({ ...HS256, jwk: { kty: 'oct', k: encode('mine') } }, known, 'mine'),
      signed({ ...HS256, jku: 'https://evil.example/keys', x5u: 'https://evil.example/cert' }, known, 'mine'),
      signed(HS256, { ...known, aud: ['another program'] }, secret),
      signed(HS256, { ...known, aud: { spawner: true } }, secret),
      signed(HS256, { ...known, aud: undefined }, secret),
      signed(HS256, { ...known, iss: undefined }, secret),
      signed(HS256, { ...known, nbf: Math.floor(Date.now() / 1000) + 60 }, secret),
      `Bearer ${signed(HS256, known, secret).slice(7, -1)}${signed(HS256, known, secret).endsWith('A') ? 'Q' : 'A'}`,
      'Bearer',
      'Bearer a.b.c',
      `Basic ${Buffer.from('a:b').toString('base64')}`,
    ];
    for (const token of forged) expect([token, (await me(token)).statusCode]).toEqual([token, 401]);
  });

  it('claims: user and session', async () => {
    const [, claims = ''] = (await clientLogin()).split('.');
    const email = `person${String(people)}@example.com`;
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      sub: expect.stringMatching(/^\d+$/),
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      slug: `person${String(people)}`,
      email,
      iss: 'spawner',
      aud: 'spawner',
    });
  });

  it('header and cookie: the header counts', async () => {
    const browser = await browserLogin();
    const cookie = `spawner_access=${browser.cookies.get('spawner_access') ?? ''}`;
    expect((await spawner.get('/api/user/me', { cookie })).statusCode).toBe(200);
    expect((await spawner.get('/api/user/me', { cookie, authorization: 'Bearer a.b.c' })).statusCode).toBe(401);
  });

  it('deleted account: 401', async () => {
    const token = await clientLogin();
    await spawner.dataSource.query('DELETE FROM users WHERE email = $1', [`person${String(people)}@example.com`]);
    expect((await me(`Bearer ${token}`)).statusCode).toBe(401);
  });
});

describe('request from a page', () => {
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'https://coder.domain.com.evil.example' },
    { origin: 'null' },
  ];
  const own: Record<string, string>[] = [
    {},
    { 'sec-fetch-site': 'same-origin', origin: 'https://coder.domain.com' },
    { 'sec-fetch-site': 'none' },
    { origin: 'http://192.168.1.5:5000', host: '192.168.1.5:5000' },
  ];

  it.each(foreign)('foreign page, %j: foreign_origin, changes nothing', async (headers) => {
    const browser = await browserLogin();
    for (const url of [REFRESH, '/api/auth/logout', '/api/auth/signup', '/api/auth/login']) {
      const answer = await browser.post(url, { email: 'victim@example.com' }, headers);
      expect([answer.statusCode, answer.json<Problem>().code]).toEqual([403, 'foreign_origin']);
    }
    expect(await status(browser)).toBe(200);
  });

  it('login from a foreign page: 403, the link is not used up', async () => {
    const browser = new TestBrowser(spawner);
    const token = await newLinkToken(browser);
    for (const url of ['/api/auth/session', '/api/auth/session/code', '/api/auth/link/refuse']) {
      const answer = await browser.post(url, { token }, { 'sec-fetch-site': 'cross-site' });
      expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([403, undefined]);
    }
    expect((await browser.post('/api/auth/session', { token })).statusCode).toBe(200);
  });

  it.each(own)('own page or no browser, %j: accepted', async (headers) => {
    expect((await (await browserLogin()).post(REFRESH, undefined, headers)).statusCode).toBe(200);
  });

  it('foreign page with a Bearer token: accepted', async () => {
    const headers = {
      authorization: `Bearer ${await clientLogin()}`,
      origin: 'https://tool.example',
      'sec-fetch-site': 'cross-site',
    };
    expect((await spawner.post('/api/auth/logout', undefined, headers)).statusCode).toBe(200);
  });
});

describe('sweep', () => {
  it('ended sessions, links and mail requests: deleted, no others', async () => {
    spawner.clock.forward(31 * 86_400);
    const browser = await browserLogin();
    await newLinkToken();
    await spawner.app.get(AuthSweep).sweep();
    const count = async (table: string) =>
      (await spawner.dataSource.query<[{ count: number }]>(`SELECT count(*)::int FROM ${table}`))[0].count;
    expect(await Promise.all(['session', 'magic_link', 'mail_request'].map(count))).toEqual([1, 2, 2]);
    expect(await status(browser)).toBe(200);
  });
});
