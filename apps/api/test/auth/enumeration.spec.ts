import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LightMyRequestResponse } from 'fastify';
import { People } from './people.js';

let people: People;

beforeAll(async () => {
  people = await People.start({ environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
  await people.clientOf('known@example.com');
});
afterAll(() => people.close());

const ask = (endpoint: string, email: string, headers: Record<string, string> = {}) =>
  people.spawner.post(`/api/auth/${endpoint}`, { email }, headers);

/** Everything that a stranger sees, less what is random for everybody. */
function seen({ statusCode, body, headers, cookies }: LightMyRequestResponse): unknown {
  const { date: _date, 'set-cookie': _cookies, ...rest } = headers;
  const counted = Object.entries(rest).filter(([name]) => !name.startsWith('x-ratelimit-'));
  const shapes = (cookies as { name: string; value: string }[]).map(({ value, ...cookie }) => [cookie, value.length]);
  return { statusCode, body, headers: counted, shapes };
}

describe('what asking for a link gives away', () => {
  it.each([
    ['login', ['known@example.com']],
    ['signup', ['known@example.com', 'unknown-signup@example.com']],
  ])('is the same by %s for known and unknown addresses', async (endpoint, written) => {
    const known = seen(await ask(endpoint, 'known@example.com'));
    const unknown = seen(await ask(endpoint, `unknown-${endpoint}@example.com`));
    expect(unknown).toEqual(known);
    for (const email of written) await people.mails.take(email);
  });

  it('is no time either: the answer does not wait for anything that knows the address', async () => {
    // Until this is over nobody can look up a user, or store a link or an account.
    const runner = people.spawner.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE users, magic_link, audit_event IN ACCESS EXCLUSIVE MODE');
    for (const endpoint of ['login', 'signup']) {
      for (const email of ['known@example.com', `stranger-${endpoint}@example.com`]) {
        expect((await ask(endpoint, email)).statusCode).toBe(200);
      }
    }
    await runner.commitTransaction();
    await runner.release();
    await people.mails.take('known@example.com');
    await people.mails.take('known@example.com');
    await people.mails.take('stranger-signup@example.com');
    expect(people.mails.received).toEqual([]);
  });
});

describe('a mailed link', () => {
  const poisoned: Record<string, string>[] = [
    { host: 'evil.example' },
    { host: 'localhost:5000@evil.example' },
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript' },
    { forwarded: 'host=evil.example;proto=https' },
    { 'x-original-host': 'evil.example', 'x-host': 'evil.example', 'x-forwarded-server': 'evil.example' },
    { 'x-forwarded-prefix': '//evil.example/' },
    { referer: 'https://evil.example/' },
  ];

  it.each(poisoned)('starts with the public address, whatever the request says: %j', async (headers) => {
    const answer = await ask('login', 'known@example.com', headers);
    expect(answer.statusCode).toBe(200);
    const { content } = await people.mails.take('known@example.com');
    const links = content.match(/https?:\/\/[^\s"<]+/g) ?? [];
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) expect(link).toMatch(/^http:\/\/localhost:5000\/confirm#[\w-]{43}$/);
    expect(content).not.toContain('evil');
  });

  it('is never read from an absolute-form request line', async () => {
    const answer = await people.spawner.app.inject({
      method: 'POST',
      url: 'http://evil.example/api/auth/login',
      payload: { email: 'known@example.com' },
    });
    expect(answer.statusCode).toBe(200);
    expect((await people.mails.take('known@example.com')).content).not.toContain('evil');
  });
});
