import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints, type OpenSession, type SessionsResponse } from '@spawner/contracts';
import type { TestBrowser } from '../browser.js';
import { People } from './people.js';

const REFRESH = endpoints.refreshSession.path;

let people: People;

beforeAll(async () => {
  people = await People.start({ environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
});
afterAll(() => people.close());

const sessionsOf = async (browser: TestBrowser): Promise<OpenSession[]> =>
  (await browser.get(endpoints.sessions.path)).json<SessionsResponse>().sessions;
const cookieOf = (browser: TestBrowser) => ({
  cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
});
const end = (browser: TestBrowser, id: string) => people.delete(`/api/user/sessions/${id}`, cookieOf(browser));
const status = async (browser: TestBrowser) => (await browser.get('/api/user/me')).statusCode;

describe('list of sessions', () => {
  it('own sessions: with address and which is current; no session of another user', async () => {
    await people.browserOf('other-user@example.com');
    const browser = await people.browserOf('list@example.com');
    await people.clientOf('list@example.com');
    const sessions = await sessionsOf(browser);
    expect(sessions.map(({ kind, current, ip }) => [kind, current, ip])).toEqual([
      ['client', false, '127.0.0.1'],
      ['browser', true, '127.0.0.1'],
    ]);
    expect(Object.keys(sessions[0] ?? {})).not.toContain('user_id');
  });

  it('last_seen: of the last renewal; ended sessions are left out', async () => {
    const browser = await people.browserOf('seen@example.com');
    await people.clientOf('seen@example.com');
    people.spawner.clock.forward(3601);
    await browser.post(REFRESH);
    const [session, ...others] = await sessionsOf(browser);
    expect(others).toEqual([]);
    expect(Date.parse(session?.last_seen ?? '') - Date.parse(session?.created_at ?? '')).toBeGreaterThan(3_600_000);
  });
});

describe('end a session', () => {
  it('one of two sessions: ends at once, the other stays', async () => {
    const here = await people.browserOf('end@example.com');
    const there = await people.browserOf('end@example.com');
    const other = (await sessionsOf(here)).find(({ current }) => !current)?.id ?? '';
    expect((await end(here, other)).json()).toEqual({ message: 'Sitzung beendet' });
    expect([await status(here), await status(there)]).toEqual([200, 401]);
    expect((await there.post(REFRESH)).statusCode).toBe(401);
    expect((await end(here, other)).statusCode).toBe(404);
  });

  it('another user: 404, the session stays', async () => {
    const victim = await people.browserOf('victim@example.com');
    const thief = await people.browserOf('thief@example.com');
    const [session] = await sessionsOf(victim);
    expect((await end(thief, session?.id ?? '')).statusCode).toBe(404);
    expect((await people.delete(`/api/user/sessions/${session?.id ?? ''}`)).statusCode).toBe(401);
    expect(await status(victim)).toBe(200);
  });

  it.each(['1', 'all', '%27%20OR%201=1', '00000000-0000-4000-8000-000000000000'])('invalid id %s: 4xx', async (id) => {
    const browser = await people.browserOf('odd@example.com');
    expect([400, 404]).toContain((await end(browser, id)).statusCode);
  });
});

describe('log out everywhere', () => {
  it('sessions, Bearer tokens, unused links and codes of the user: end', async () => {
    const here = await people.browserOf('out@example.com');
    const there = await people.browserOf('out@example.com');
    const client = await people.clientOf('out@example.com');
    const bystander = await people.browserOf('bystander@example.com');
    const third = people.browser();
    const { token, code } = await people.mailFor('out@example.com', third);

    const answer = await here.post(endpoints.logoutEverywhere.path);
    expect(answer.json()).toEqual({ message: 'Überall abgemeldet' });
    expect([...here.cookies.keys()]).toEqual(['spawner_asked']);
    expect(await status(there)).toBe(401);
    expect((await there.post(REFRESH)).statusCode).toBe(401);
    expect((await people.spawner.get('/api/user/me', { ...client })).statusCode).toBe(401);
    expect((await third.post('/api/auth/session', { token })).statusCode).toBe(410);
    expect((await third.post(endpoints.openSessionByCode.path, { email: 'out@example.com', code })).statusCode).toBe(
      403,
    );
    expect(await status(bystander)).toBe(200);
  });

  it('no login: 401; foreign page: 403', async () => {
    const browser = await people.browserOf('foreign@example.com');
    expect((await people.spawner.post(endpoints.logoutEverywhere.path)).statusCode).toBe(401);
    const headers = { 'sec-fetch-site': 'same-site' };
    expect((await browser.post(endpoints.logoutEverywhere.path, undefined, headers)).statusCode).toBe(403);
    expect(await status(browser)).toBe(200);
  });
});
