import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MailRequested } from '@spawner/contracts';
import type { LightMyRequestResponse } from 'fastify';
import { People } from './people.js';

let people: People;

beforeAll(async () => {
  people = await People.start({ environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
  await people.clientOf('known@example.com');
});
afterAll(() => people.close());

const request = (endpoint: string, email: string, headers: Record<string, string> = {}) =>
  people.spawner.post(`/api/auth/${endpoint}`, { email }, headers);

/** What the client sees, without values that are random in every answer. */
function seen({ statusCode, body, headers, cookies }: LightMyRequestResponse): unknown {
  const { date: _date, 'set-cookie': _cookies, ...rest } = headers;
  const counted = Object.entries(rest).filter(([name]) => !name.startsWith('x-ratelimit-'));
  const shapes = (cookies as { name: string; value: string }[]).map(({ value, ...cookie }) => [cookie, value.length]);
  const { mail_id: id, ...text } = JSON.parse(body) as MailRequested;
  return { statusCode, text, id: id.length, headers: counted, shapes };
}

describe('request for a link', () => {
  it.each([
    ['login', ['known@example.com', 'unknown-login@example.com']],
    ['signup', ['known@example.com', 'unknown-signup@example.com']],
  ])('by %s, for a known and an unknown address: the same answer', async (endpoint, written) => {
    const known = seen(await request(endpoint, 'known@example.com'));
    const unknown = seen(await request(endpoint, `unknown-${endpoint}@example.com`));
    expect(unknown).toEqual(known);
    for (const email of written) await people.mails.take(email);
  });

  it('tables of users and links locked: the answer does not wait, so its time gives nothing away', async () => {
    // While the tables are locked, an answer that reads or writes them would not arrive.
    const runner = people.spawner.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE users, magic_link, audit_event IN ACCESS EXCLUSIVE MODE');
    for (const endpoint of ['login', 'signup']) {
      for (const email of ['known@example.com', `stranger-${endpoint}@example.com`]) {
        expect((await request(endpoint, email)).statusCode).toBe(200);
      }
    }
    await runner.commitTransaction();
    await runner.release();
    await people.spawner.mailsSettled();
    const known = Array<string>(2).fill('known@example.com');
    expect(people.mails.unread.sort()).toEqual([...known, 'stranger-login@example.com', 'stranger-signup@example.com']);
    people.mails.received.splice(0);
  });
});

describe('mailed link', () => {
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

  it.each(poisoned)('request with %j: the link starts with the public address', async (headers) => {
    const answer = await request('login', 'known@example.com', headers);
    expect(answer.statusCode).toBe(200);
    const { content } = await people.mails.take('known@example.com');
    const links = content.match(/https?:\/\/[^\s"<]+/g) ?? [];
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) expect(link).toMatch(/^http:\/\/localhost:5000\/confirm#[\w-]{43}$/);
    expect(content).not.toContain('evil');
  });

  it('absolute-form request line: its host is not used', async () => {
    const answer = await people.spawner.app.inject({
      method: 'POST',
      url: 'http://evil.example/api/auth/login',
      payload: { email: 'known@example.com' },
    });
    expect(answer.statusCode).toBe(200);
    expect((await people.mails.take('known@example.com')).content).not.toContain('evil');
  });
});
