import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '@spawner/contracts';
import { MailServer } from '../../../tests/kit/src/mail-server.js';
import { createTestApp, type TestApp } from '../create-app.js';

let mails: MailServer;
let spawner: TestApp;

beforeEach(async () => {
  mails = await MailServer.start();
  spawner = await createTestApp({ environment: mails.settings });
});

afterEach(async () => {
  await spawner.close();
  await mails.close();
});

async function register(email: string): Promise<User> {
  const signup = await spawner.post('/api/auth/signup', { email });
  expect(signup.statusCode).toBe(200);
  const { token } = await mails.take(email);
  return (await spawner.post('/api/auth/verify', { token })).json<{ user: User }>().user;
}

const all = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

describe('registration', () => {
  it('30 users at once behind one address: one admin', async () => {
    const users = await all(30, (index) => register(`pupil${String(index)}@school.example`));
    expect(users.filter((user) => user.is_admin)).toHaveLength(1);
    expect(new Set(users.map((user) => user.slug)).size).toBe(30);
    expect(Math.min(...users.map((user) => user.id))).toBe(users.find((user) => user.is_admin)?.id);
  });

  it('10 users with the same local part: different slugs', async () => {
    const users = await all(10, (index) => register(`bob@host${String(index)}.example`));
    const expected = ['bob', ...Array.from({ length: 9 }, (_, index) => `bob-${String(index + 2)}`)];
    expect(users.map((user) => user.slug).sort()).toEqual(expected.sort());
  });

  it('one address requested three times at once: one account', async () => {
    await all(3, () => spawner.post('/api/auth/signup', { email: 'same@example.com' }));
    for (let mail = 0; mail < 3; mail++) await mails.take('same@example.com');
    expect(await spawner.dataSource.query('SELECT email, slug FROM users')).toEqual([
      { email: 'same@example.com', slug: 'same' },
    ]);
  });

  it('reserved word: not used as a slug', async () => {
    expect((await register('admin@example.com')).slug).toBe('admin-2');
  });
});
