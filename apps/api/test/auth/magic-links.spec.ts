import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MailRequested } from '@spawner/contracts';
import { MailServer } from '../../../tests/kit/src/mail-server.js';
import { createTestApp, type TestApp } from '../create-app.js';

let mails: MailServer;
let spawner: TestApp;

beforeAll(async () => {
  mails = await MailServer.start();
  spawner = await createTestApp({ environment: mails.settings });
});

afterAll(async () => {
  await spawner.close();
  await mails.close();
});

async function linkToken(email: string): Promise<string> {
  await spawner.post('/api/auth/signup', { email });
  const { token } = await mails.take(email);
  await spawner.mailsSettled();
  return token;
}

const verify = (token: string) => spawner.post('/api/auth/verify', { token });

describe('magic link', () => {
  it('after 15 minutes: 410', async () => {
    const token = await linkToken('late@example.com');
    spawner.clock.forward(901);
    expect((await verify(token)).statusCode).toBe(410);
  });

  it('second link mailed: the first still works', async () => {
    const first = await linkToken('twice@example.com');
    const second = await linkToken('twice@example.com');
    expect(second).not.toBe(first);
    expect((await verify(first)).statusCode).toBe(200);
    expect((await verify(second)).statusCode).toBe(200);
  });

  it('host headers of the request: not used in the link', async () => {
    await spawner.post(
      '/api/auth/signup',
      { email: 'host@example.com' },
      { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    );
    const { content } = await mails.take('host@example.com');
    expect(content).toContain('http://localhost:5000/confirm#');
    expect(content).not.toContain('evil');
  });

  it('language of the mail: that of the request', async () => {
    await spawner.post('/api/auth/signup', { email: 'english@example.com' }, { 'accept-language': 'en-GB,de;q=0.5' });
    expect((await mails.take('english@example.com')).content).toContain('this link logs you in to Spawner');
  });

  it('active user: stays active', async () => {
    await verify(await linkToken('active@example.com'));
    await spawner.dataSource.query(`UPDATE users SET state = 'active' WHERE email = 'active@example.com'`);
    const answer = await verify(await linkToken('active@example.com'));
    expect(answer.json<{ user: unknown }>().user).toMatchObject({ state: 'active' });
  });
});

describe('answer to login and signup', () => {
  it('known and unknown addresses: the same', async () => {
    await verify(await linkToken('known@example.com'));
    const answers = [
      await spawner.post('/api/auth/login', { email: 'known@example.com' }),
      await spawner.post('/api/auth/login', { email: 'unknown@example.com' }),
      await spawner.post('/api/auth/signup', { email: 'known@example.com' }),
      await spawner.post('/api/auth/signup', { email: 'new@example.com' }),
    ];
    const seen = answers.map((answer) => ({ ...answer.json<MailRequested>(), mail_id: answer.statusCode }));
    expect(seen).toEqual(Array(4).fill(seen[0]));

    await spawner.mailsSettled();
    const readers = ['known@example.com', 'known@example.com', 'new@example.com', 'unknown@example.com'];
    expect(mails.unread.sort()).toEqual(readers);
    expect(await spawner.dataSource.query(`SELECT FROM users WHERE email = 'unknown@example.com'`)).toHaveLength(0);
  });
});

describe('mails to one address', () => {
  it.each(['login', 'signup'])('by %s: three an hour, for known and unknown addresses', async (endpoint) => {
    const email = `many-${endpoint}@example.com`;
    const request = () => spawner.post(`/api/auth/${endpoint}`, { email }, { 'accept-language': 'en' });
    const answers = await Promise.all(Array.from({ length: 10 }, request));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 200, ...Array<number>(7).fill(429)]);

    spawner.clock.forward(600);
    const refused = await request();
    expect(refused.json()).toMatchObject({ code: 'too_many_mails', detail: expect.stringContaining('in 50 minutes') });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(2980);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(3000);

    spawner.clock.forward(3001);
    expect((await request()).statusCode).toBe(200);
  });
});
