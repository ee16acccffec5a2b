import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints, type Problem } from '@spawner/contracts';
import { MagicLinksService } from '../../src/auth/login/magic-links.service.js';
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

  it('link used while an admin ends all sessions: the login waits and is refused', async () => {
    const browser = people.browser();
    const { token } = await people.mailFor(EMAIL, browser);
    const { code } = await people.mailFor(EMAIL, browser);
    const [user] = await people.rows<{ id: number }>('SELECT id FROM users WHERE email = $1', [EMAIL]);
    const logins = [
      () => people.spawner.post(endpoints.verify.path, { token }),
      () => browser.post(endpoints.openSessionByCode.path, { email: EMAIL, code }),
    ];
    const runner = people.spawner.dataSource.createQueryRunner();
    await runner.startTransaction();
    // As an act of an admin: the person, then what the person has open.
    await runner.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [user?.id]);
    const answers = logins.map((logIn) => logIn());
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await people.rows(waiting)).length < 2) await new Promise(setImmediate);
    await people.spawner.app.get(MagicLinksService).closeAllOf(user?.id ?? 0, runner.manager);
    await runner.commitTransaction();
    await runner.release();
    expect((await Promise.all(answers)).map((answer) => answer.json<Problem>().code)).toEqual([
      'link_invalid',
      'code_invalid',
    ]);
  });

  it('account gets another address while a mail to the old one is composed: its link does not open the account', async () => {
    const runner = people.spawner.dataSource.createQueryRunner();
    await runner.startTransaction();
    // The mail is composed up to here: the account is read, its link is not stored.
    await runner.query('LOCK TABLE audit_event IN SHARE MODE');
    const browser = people.browser();
    await browser.askFor(EMAIL);
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%audit_event%'
                     AND datname = current_database()`;
    while ((await people.rows(waiting)).length === 0) await new Promise(setImmediate);
    await runner.query('UPDATE users SET email = $2 WHERE email = $1', [EMAIL, 'moved@example.com']);
    await runner.commitTransaction();
    await runner.release();
    const { token } = await people.mails.take(EMAIL);
    expect((await people.spawner.post(endpoints.verify.path, { token })).json<Problem>().code).toBe('link_invalid');
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
