import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endpoints } from '@spawner/contracts';
import type { LightMyRequestResponse } from 'fastify';
import { People } from './people.js';

const LIMIT = 20;
const EMAIL = 'ann@example.com';
const noLink = { token: 'x'.repeat(43) };

let people: People;

const start = async (environment: Record<string, string>): Promise<void> => {
  people = await People.start({ environment: { MAGIC_LINK_RATE_LIMIT: '100', ...environment } });
};
afterEach(() => people.close());

const times = async (count: number, send: () => Promise<LightMyRequestResponse>): Promise<LightMyRequestResponse[]> => {
  const answers = [];
  for (let sent = 0; sent < count; sent += 1) answers.push(await send());
  return answers;
};
const refusedIn = (answers: LightMyRequestResponse[]) => answers.filter(({ statusCode }) => statusCode === 429);
const from = (remoteAddress: string, url = '/api/user/me') => people.spawner.app.inject({ url, remoteAddress });

describe('request limits', () => {
  beforeEach(() => start({ REQUEST_LIMIT: String(LIMIT) }));

  it('user over the limit: 429 for every login of that user, not for others at the address', async () => {
    const client = await people.clientOf(EMAIL);
    const other = await people.clientOf('bob@example.com');
    const browser = await people.browserOf(EMAIL);
    const me = (headers: object) => people.spawner.get('/api/user/me', { ...headers });

    people.spawner.clock.forwardToNextMinute();
    expect(refusedIn(await times(LIMIT, () => me(client)))).toEqual([]);
    const refused = await browser.get('/api/user/me');
    expect([refused.statusCode, refused.json()]).toEqual([
      429,
      expect.objectContaining({ code: 'too_many_requests', title: 'Zu viele Anfragen.' }),
    ]);
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds > 0 && seconds <= 60).toBe(true);
    expect((await me(other)).statusCode).toBe(200);

    people.spawner.clock.forward(seconds);
    expect((await me(client)).statusCode).toBe(200);
  });

  it('address without a login: 429; another address and a login at the same one: served', async () => {
    const client = await people.clientOf(EMAIL);
    people.spawner.clock.forwardToNextMinute();
    const answers = await times(5 * LIMIT + 1, () => from('203.0.113.7'));
    expect(refusedIn(answers)).toHaveLength(1);
    expect((await from('203.0.113.8')).statusCode).toBe(401);
    const { statusCode } = await people.spawner.app.inject({
      url: '/api/user/me',
      remoteAddress: '203.0.113.7',
      headers: { ...client },
    });
    expect(statusCode).toBe(200);
  });

  it('IPv6: one limit for each /64', async () => {
    people.spawner.clock.forwardToNextMinute();
    let host = 0;
    const answers = await times(5 * LIMIT + 1, () => from(`2001:db8::${(host += 1).toString(16)}`));
    expect(refusedIn(answers)).toHaveLength(1);
    expect((await from('2001:db8:0:1::1')).statusCode).toBe(401);
  });

  it('X-Forwarded-For from an untrusted client: ignored', async () => {
    people.spawner.clock.forwardToNextMinute();
    let host = 0;
    const spoof = () => people.spawner.get('/api/user/me', { 'x-forwarded-for': `198.51.100.${String((host += 1))}` });
    expect(refusedIn(await times(5 * LIMIT + 1, spoof))).toHaveLength(1);
  });

  it('link tries: have a lower limit, other routes still answer', async () => {
    people.spawner.clock.forwardToNextMinute();
    const answers = await times(LIMIT / 2 + 1, () => people.spawner.post(endpoints.verify.path, noLink));
    expect(refusedIn(answers)).toHaveLength(1);
    expect((await people.spawner.post(endpoints.login.path, { email: EMAIL })).statusCode).toBe(200);
  });

  it('refusals within a minute: one audit event', async () => {
    const client = await people.clientOf(EMAIL);
    people.spawner.clock.forwardToNextMinute();
    await times(LIMIT + 5, () => people.spawner.get('/api/user/me', { ...client }));
    // Events are stored in order, so this one shows that all earlier ones are stored.
    await people.spawner.post(endpoints.verify.path, noLink);
    const rows = `SELECT subject, outcome, email FROM audit_event JOIN users ON users.id = actor_id WHERE action = 'requests_limited'`;
    expect(await people.rows(rows)).toEqual([{ subject: '/api/user/me', outcome: 'refused', email: EMAIL }]);
  });
});

describe('30 users behind one address', () => {
  beforeEach(() => start({}));

  it('ten tries of everything for each within a minute: no limit is reached', async () => {
    const client = await people.clientOf(EMAIL);
    people.spawner.clock.forwardToNextMinute();
    const answers = [
      ...(await times(300, () => people.spawner.post(endpoints.linkAskedBy.path, noLink))),
      ...(await times(300, () => people.spawner.post(endpoints.verify.path, noLink))),
      ...(await times(300, () => people.spawner.post(endpoints.refreshSession.path))),
      ...(await times(300, () => people.spawner.post(endpoints.signup.path, {}))),
      ...(await times(900, () => people.spawner.get('/api/user/me'))),
      ...(await times(300, () => people.spawner.get('/api/user/me', { ...client }))),
    ];
    expect(refusedIn(answers)).toEqual([]);
  });
});
