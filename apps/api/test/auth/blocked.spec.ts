import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CreatedApiToken, endpoints, type MailRequested, type Problem } from '@spawner/contracts';
import { RevokedSessions } from '../../src/auth/sessions/revoked-sessions.js';
import { People } from './people.js';

const EMAIL = 'ann@example.com';

let people: People;

beforeEach(async () => {
  people = await People.start({ environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
});
afterEach(() => people.close());

const setBlocked = (blocked: boolean) =>
  people.rows('UPDATE users SET blocked = $1 WHERE email = $2', [blocked, EMAIL]);

/** Resolves when this process has received so many notifications of ended sessions. */
function receivedRevocations(count: number): Promise<void> {
  return new Promise((resolve) => {
    let received = 0;
    people.spawner.app.get(RevokedSessions).onRevoked(() => {
      if (++received === count) resolve();
    });
  });
}

describe('user blocked in the database', () => {
  it('browser, Bearer token and API token: 401 at once', async () => {
    const browser = await people.browserOf(EMAIL);
    const client = await people.clientOf(EMAIL);
    const wish = { name: 'CI', scopes: ['containers:read'], expires_in_days: 1 };
    const { token } = (await people.spawner.post('/api/user/tokens', wish, { ...client })).json<CreatedApiToken>();

    const received = receivedRevocations(2);
    await setBlocked(true);
    await received;
    expect((await browser.get('/api/user/me')).statusCode).toBe(401);
    expect((await people.spawner.get('/api/user/me', { ...client })).statusCode).toBe(401);
    // 403 would mean that the token was accepted and only its scope refused.
    const bearer = { authorization: `Bearer ${token}` };
    expect((await people.spawner.get('/api/user/me', bearer)).statusCode).toBe(401);
  });

  it('renewal by the browser: account_blocked with the reason that may be told, no cookie; 401 for an older cookie', async () => {
    const browser = await people.browserOf(EMAIL);
    const older = browser.copy();
    await browser.post(endpoints.refreshSession.path);
    const received = receivedRevocations(1);
    await people.rows("UPDATE users SET blocked = TRUE, blocked_reason = 'Shared account', blocked_told = TRUE");
    await received;
    const answer = await browser.post(endpoints.refreshSession.path);
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([403, 'account_blocked']);
    expect(answer.json<Problem>().detail).toContain('“Shared account”');
    expect(answer.headers['set-cookie']).toBeUndefined();
    await people.rows('UPDATE users SET blocked_told = FALSE');
    expect((await browser.post(endpoints.refreshSession.path)).json<Problem>().detail).not.toContain('Shared account');
    expect((await older.post(endpoints.refreshSession.path)).statusCode).toBe(401);
    await people.rows('UPDATE users SET deleted_at = now(), erase_after = now()');
    expect((await browser.post(endpoints.refreshSession.path)).statusCode).toBe(401);
  });

  it('cookies of a session that was logged out before, or is over: 401, which says nothing of the block', async () => {
    const [loggedOut, over] = [await people.browserOf(EMAIL), await people.browserOf(EMAIL)];
    const copy = loggedOut.copy();
    await loggedOut.post(endpoints.logout.path);
    await people.rows('UPDATE session SET expires_at = now() WHERE revoked_at IS NULL');
    await people.rows("UPDATE users SET blocked = TRUE, blocked_reason = 'Shared account', blocked_told = TRUE");
    for (const browser of [copy, over]) {
      const answer = await browser.post(endpoints.refreshSession.path);
      expect([answer.statusCode, answer.json<Problem>().code]).toEqual([401, 'not_logged_in']);
    }
  });

  it('link or code mailed before: account_blocked, no session', async () => {
    const browser = people.browser();
    const first = await people.mailFor(EMAIL, browser);
    const second = await people.mailFor(EMAIL, browser);
    const third = await people.mailFor(EMAIL, browser);
    await setBlocked(true);
    const answers = [
      await browser.post('/api/auth/session', { token: first.token }),
      await people.spawner.post('/api/auth/verify', { token: second.token }),
      await browser.post(endpoints.openSessionByCode.path, { email: EMAIL, code: third.code }),
    ];
    expect(answers.map((answer) => [answer.statusCode, answer.json<Problem>().code])).toEqual(
      Array(3).fill([403, 'account_blocked']),
    );
    expect(answers.map(({ headers }) => headers['set-cookie'])).toEqual([undefined, undefined, undefined]);
    expect(await people.rows('SELECT FROM session')).toEqual([]);
  });

  it('request for a link: the mail says it, no link, the same answer as for other addresses', async () => {
    await people.browserOf(EMAIL);
    await setBlocked(true);
    const answers = [
      await people.spawner.post('/api/auth/login', { email: EMAIL }),
      await people.spawner.post('/api/auth/signup', { email: EMAIL }),
      await people.spawner.post('/api/auth/login', { email: 'unknown@example.com' }),
    ];
    const seen = answers.map((answer) => ({ ...answer.json<MailRequested>(), mail_id: answer.statusCode }));
    expect(seen).toEqual(Array(3).fill(seen[0]));
    for (let mail = 0; mail < 2; mail++) {
      const { content, token } = await people.mails.take(EMAIL);
      expect(content).toContain('Ihr Konto ist gesperrt');
      expect(token).toBe('');
    }
  });

  it('block lifted: old session stays ended, a new login works', async () => {
    const before = await people.browserOf(EMAIL);
    const received = receivedRevocations(1);
    await setBlocked(true);
    await received;
    await setBlocked(false);
    expect((await before.post(endpoints.refreshSession.path)).statusCode).toBe(401);
    expect((await (await people.browserOf(EMAIL)).get('/api/user/me')).statusCode).toBe(200);
  });

  it('login during the blocking: refused, no session', async () => {
    const browser = people.browser();
    const { token } = await people.mailFor(EMAIL, browser);
    const runner = people.spawner.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('UPDATE users SET blocked = TRUE WHERE email = $1', [EMAIL]);
    const login = browser.post('/api/auth/session', { token });
    // The login now waits for the row of its user.
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%'
                     AND datname = current_database()`;
    while ((await people.rows(waiting)).length === 0) await new Promise(setImmediate);
    await runner.commitTransaction();
    await runner.release();
    expect((await login).statusCode).toBe(403);
    expect(await people.rows('SELECT FROM session')).toEqual([]);
  });
});
