import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Problem, User } from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { Console, ConsoleError } from '../../src/commands/admin/console.js';
import { RegistrationPolicy } from '../../src/registration/registration-policy.js';
import { SetupCode } from '../../src/registration/setup-code.js';
import { Admins } from '../../src/users/admins.js';
import { People } from '../auth/people.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'http://localhost:5000',
  DATABASE_URL: 'postgres://spawner:gee8Ohmah5ei@localhost/unused',
  JWT_SECRET_KEY: '5a1b0c7d9e3f5a1b0c7d9e3f5a1b0c7d',
  SMTP_FROM: 'Spawner <noreply@localhost.example>',
  MAGIC_LINK_RATE_LIMIT: '100',
};

async function confirm(people: People, email: string, { mails } = people): Promise<User> {
  const { token } = await mails.take(email);
  await people.spawner.mailsSettled();
  return (await people.spawner.post('/api/auth/verify', { token })).json<{ user: User }>().user;
}

describe('setup code', () => {
  let database: TestDatabase;
  let people: People;
  let other: People;

  beforeAll(async () => {
    database = await createTestDatabase();
    // One mail server, because either process may send a mail.
    other = await People.start({ environment: production, database });
    people = await People.start({ environment: { ...production, SMTP_PORT: String(other.mails.port) }, database });
  });
  afterAll(async () => {
    await people.close();
    await other.close();
    await database.drop();
  });
  // The tries of a client count for a minute.
  beforeEach(() => {
    people.spawner.clock.forwardToNextMinute();
  });

  const codeOf = (process: People): string => process.spawner.app.get(SetupCode).code ?? '';
  const signup = (email: string, code?: string, process = people) =>
    process.spawner.post('/api/auth/signup', { email, ...(code !== undefined && { setup_code: code }) });

  it('sign-up without it, or with a wrong one: refused, whichever the address', async () => {
    expect((await signup('stranger@example.com')).json<Problem>().code).toBe('setup_code_needed');
    expect((await signup('stranger@example.com', '0000-0000')).json<Problem>().code).toBe('setup_code_wrong');
  });

  it('both processes, and a later start: the same code', async () => {
    expect(codeOf(other)).toBe(codeOf(people));
    const later = await People.start({ environment: production, database });
    expect(codeOf(later)).toBe(codeOf(people));
    await later.close();
  });

  it('the same table with another secret: another code', async () => {
    const environment = { ...production, JWT_SECRET_KEY: 'f5e3d9c7b0a1f5e3d9c7b0a1f5e3d9c7' };
    const stranger = await People.start({ environment, database });
    expect(codeOf(stranger)).not.toBe(codeOf(people));
    await stranger.close();
  });

  it('request to log in with an unknown address: no account by the mail, which says why', async () => {
    await people.spawner.post('/api/auth/login', { email: 'stranger@example.com' });
    const { content } = await other.mails.take('stranger@example.com');
    expect(content).toContain('keine Registrierung');
    expect(content).not.toContain('/confirm#');
  });

  it('sixth try within a minute: too many requests, the right code too', async () => {
    for (let attempt = 0; attempt < 5; attempt++) await signup('stranger@example.com', 'WRONG');
    const answer = await signup('stranger@example.com', codeOf(people));
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([429, 'too_many_requests']);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  it('used by two people and in two processes: one admin, then it is of no use', async () => {
    const code = codeOf(people);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect((await signup('ann@example.com', ` ${code.replace('-', ' ').toLowerCase()}`)).statusCode).toBe(200);
    expect((await signup('bob@example.com', code, other)).statusCode).toBe(200);
    const users = await Promise.all([
      confirm(people, 'ann@example.com', other),
      confirm(other, 'bob@example.com', other),
    ]);
    expect(users.map(({ role }) => role).sort()).toEqual(['admin', 'user']);
    const admin = users.find(({ role }) => role === 'admin');
    expect(await people.rows('SELECT FROM setup_code')).toEqual([]);
    expect(await people.rows(`SELECT actor_id, facts FROM audit_event WHERE action = 'role_changed'`)).toEqual([
      { actor_id: admin?.id, facts: { from: 'user', to: 'admin', by: 'setup_code' } },
    ]);
    // Other processes hear of the first admin by a notification.
    await until('this process knows the admin', 10, () => !people.spawner.app.get(Admins).none);
    expect((await signup('carol@example.com')).statusCode).toBe(200);
    expect((await confirm(people, 'carol@example.com', other)).role).toBe('user');
  });

  it('start with an admin: none is made', async () => {
    const later = await People.start({ environment: production, database });
    expect(codeOf(later)).toBe('');
    await later.close();
  });

  it('account that is verified already, while nobody is admin: the code makes it admin', async () => {
    await people.rows(`UPDATE users SET role = 'user'`);
    const environment = { ...production, SMTP_PORT: String(other.mails.port) };
    const later = await People.start({ environment, database });
    expect((await signup('carol@example.com', codeOf(later), later)).statusCode).toBe(200);
    expect(await confirm(later, 'carol@example.com', other)).toMatchObject({ role: 'admin', state: 'verified' });
    await later.close();
  });
});

describe('ADMIN_EMAIL', () => {
  let people: People;

  beforeAll(async () => {
    const ADMIN_EMAIL = 'Ann@example.com, bob@example.com';
    people = await People.start({
      environment: { ...production, ADMIN_EMAIL, REGISTRATION: 'closed' },
    });
  });
  afterAll(() => people.close());

  const signup = (email: string) => people.spawner.post('/api/auth/signup', { email });

  it('closed registration: open to these addresses alone, while nobody is admin', async () => {
    expect(people.spawner.app.get(RegistrationPolicy).info).toEqual({
      mode: 'closed',
      hint: null,
      setup_code: false,
    });
    expect((await signup('eve@example.com')).json<Problem>().code).toBe('registration_closed');
    expect((await signup('ann@example.com')).statusCode).toBe(200);
    expect((await confirm(people, 'ann@example.com')).role).toBe('admin');
    await until('this process knows the admin', 10, () => !people.spawner.app.get(Admins).none);
    expect((await signup('bob@example.com')).json<Problem>().code).toBe('registration_closed');
  });

  it('console: grants and revokes by address, never the last admin; recorded without an actor', async () => {
    const operator = new Console(people.spawner.dataSource);
    await people.rows(
      `INSERT INTO users (email, slug, state, blocked) VALUES ('yan@example.com', 'yan', 'verified', true)`,
    );
    await expect(operator.revoke('ann@example.com')).rejects.toThrow(
      'ann@example.com is the only admin who can log in',
    );
    expect(await operator.grant('Yan@example.com')).toBe('yan@example.com is admin now');
    await expect(operator.revoke('ann@example.com')).rejects.toThrow('the only admin who can log in');
    expect(await operator.unblock('yan@example.com')).toBe('yan@example.com can log in again');
    expect(await operator.list()).toEqual(['admin    ann@example.com', 'admin    yan@example.com']);
    const revoked = await Promise.allSettled(
      ['ann@example.com', 'yan@example.com'].map((email) => operator.revoke(email)),
    );
    expect(revoked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [refusal] = revoked.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refusal).toBeInstanceOf(ConsoleError);
    await operator.grant('ann@example.com');
    await operator.grant('yan@example.com');
    await operator.revoke('yan@example.com');
    await expect(operator.grant('nobody@example.com')).rejects.toThrow('no account has the address nobody@example.com');
    await expect(operator.grant('nobody')).rejects.toThrow('nobody is not a mail address');
    const events = await people.rows<{ actor_id: number | null }>(
      `SELECT actor_id FROM audit_event WHERE facts ->> 'by' = 'console'`,
    );
    expect(events.length).toBeGreaterThan(4);
    expect(events.every(({ actor_id }) => actor_id === null)).toBe(true);
  });

  it('who was demoted later: stays so after a login, while there is another admin', async () => {
    const role = async (): Promise<string> => {
      await people.spawner.post('/api/auth/login', { email: 'ann@example.com' });
      return (await confirm(people, 'ann@example.com')).role;
    };
    await people.rows(
      `INSERT INTO users (email, slug, role, state) VALUES ('zoe@example.com', 'zoe', 'admin', 'verified')`,
    );
    await people.rows(`UPDATE users SET role = 'user' WHERE email = 'ann@example.com'`);
    expect(await role()).toBe('user');
    await people.rows(`UPDATE users SET role = 'user'`);
    expect(await role()).toBe('admin');
  });

  it('who was demoted, and registers again after their account was deleted: a person like any other', async () => {
    await people.rows(`UPDATE users SET role = 'admin' WHERE email = 'zoe@example.com'`);
    await people.rows(`UPDATE users SET role = 'user', deleted_at = now() WHERE email = 'ann@example.com'`);
    await people.rows(`INSERT INTO users (email, slug, state) VALUES ('ann@example.com', 'ann-2', 'registered')`);
    await people.spawner.post('/api/auth/login', { email: 'ann@example.com' });
    const { token } = await people.mails.take('ann@example.com');
    await people.spawner.mailsSettled();
    const answer = await people.spawner.post('/api/auth/verify', { token });
    expect(answer.json<Problem>().code).toBe('registration_closed');
    // The address that was never used still grants.
    await people.rows(`INSERT INTO users (email, slug, state) VALUES ('bob@example.com', 'bob', 'registered')`);
    await people.spawner.post('/api/auth/login', { email: 'bob@example.com' });
    expect((await confirm(people, 'bob@example.com')).role).toBe('admin');
  });
});
