import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '@spawner/contracts';
import { People } from './people.js';

const EMAIL = 'ann@example.com';

describe('login transaction', () => {
  let people: People;

  beforeAll(async () => {
    people = await People.start({ environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
  });
  afterAll(() => people.close());

  const withoutSessions = async <T>(work: () => Promise<T>): Promise<T> => {
    await people.rows('ALTER TABLE session ADD CONSTRAINT never CHECK (FALSE) NOT VALID');
    try {
      return await work();
    } finally {
      await people.rows('ALTER TABLE session DROP CONSTRAINT never');
    }
  };

  it('session cannot be stored: link and code are not used up, user stays unverified', async () => {
    const browser = people.browser();
    const { token, code } = await people.mailFor(EMAIL, browser);
    const logins = [
      () => browser.post(endpoints.openSession.path, { token }),
      () => browser.post(endpoints.openSessionByCode.path, { email: EMAIL, code }),
      () => people.spawner.post(endpoints.verify.path, { token }),
    ];
    for (const logIn of logins) expect((await withoutSessions(logIn)).statusCode).toBe(500);
    expect(await people.rows('SELECT state FROM users')).toEqual([{ state: 'registered' }]);
    expect((await browser.post(endpoints.openSession.path, { token })).statusCode).toBe(200);
  });

  it('first logins of a user at the same time: each gets its session', async () => {
    const browser = people.browser();
    const tokens: string[] = [];
    for (let mails = 0; mails < 12; mails += 1) tokens.push((await people.mailFor('new@example.com', browser)).token);
    const logins = tokens.map((token) => people.spawner.post(endpoints.verify.path, { token }));
    expect((await Promise.all(logins)).map(({ statusCode }) => statusCode)).toEqual(tokens.map(() => 200));
  });

  it('wrong codes are counted although the login fails', async () => {
    const browser = people.browser();
    const { code } = await people.mailFor(EMAIL, browser);
    const wrong = code === '000000' ? '111111' : '000000';
    const enter = async (digits: string) =>
      (await browser.post(endpoints.openSessionByCode.path, { email: EMAIL, code: digits })).statusCode;
    for (let tries = 0; tries < 5; tries += 1) expect(await enter(wrong)).not.toBe(200);
    expect(await enter(code)).not.toBe(200);
  });
});
