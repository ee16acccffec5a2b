import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Email, type User } from '@spawner/contracts';
import fc from 'fast-check';
import { UsersService } from '../../src/users/users.service.js';
import { People } from './people.js';

let people: People;

beforeAll(async () => {
  people = await People.start();
});
afterAll(() => people.close());

async function userOf(email: string): Promise<User> {
  const client = await people.clientOf(email);
  return (await people.spawner.get('/api/user/me', { ...client })).json();
}

describe('similar mail addresses', () => {
  it('addresses that may be different mailboxes: different users', async () => {
    const addresses = [
      'ann.lee@example.com',
      'annlee@example.com',
      'ann-lee@example.com',
      'ann_lee@example.com',
      'ann+lee@example.com',
      'ann.lee+x@example.com',
      'ann.lee@example.org',
      'ann.lee@examp1e.com',
      'annlee-2@example.com',
      'ann-lee-2@example.com',
    ];
    const users: User[] = [];
    for (const email of addresses) users.push(await userOf(email));
    expect(users.map(({ email }) => email)).toEqual(addresses);
    expect(new Set(users.map(({ id }) => id)).size).toBe(addresses.length);
    expect(new Set(users.map(({ slug }) => slug)).size).toBe(addresses.length);
  });

  it('addresses that differ in case only: one user', async () => {
    const { id } = await userOf('case@example.com');
    await people.browser().askFor(' CASE@Example.COM ');
    const { token } = await people.mails.take('case@example.com');
    const answer = await people.spawner.post('/api/auth/verify', { token });
    expect(answer.json<{ user: User }>().user.id).toBe(id);
  });

  it.each([
    ['a Cyrillic а', '\u0430nn@example.com'],
    ['a Greek ο', 'b\u03bfb@example.com'],
    ['a Kelvin sign, which is a k in lower case', '\u212aate@example.com'],
    ['a dotted İ, which is an i and a dot', 'l\u0130sa@example.com'],
    ['a long ſ, which is an S in upper case', '\u017fam@example.com'],
    ['a full-width letter', '\uff41nn@example.com'],
    ['a letter with its accent beside it', 'rene\u0301@example.com'],
    ['a soft hyphen', 'an\u00adn@example.com'],
    ['a zero-width joiner', 'an\u200dn@example.com'],
    ['a writing direction', 'an\u202en@example.com'],
    ['an ideographic full stop', 'ann@example\u3002com'],
    ['a null', 'ann\u0000@example.com'],
    ['a comment', 'ann(admin)@example.com'],
    ['a quoted name', '"ann"@example.com'],
    ['two dots', 'ann..lee@example.com'],
    ['a dot at its end', 'ann.@example.com'],
  ])('address with %s: 400', async (_, email) => {
    for (const endpoint of ['signup', 'login']) {
      expect((await people.spawner.post(`/api/auth/${endpoint}`, { email })).statusCode).toBe(400);
    }
  });
});

describe('any addresses', () => {
  const letters = fc.constantFrom('a', 'b', 'A', '.', '-', '_', '+', '2', '3');
  const local = fc.array(letters, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
  const address = fc.tuple(local, fc.constantFrom('example.com', 'example.org')).map((parts) => parts.join('@'));
  const addresses = fc.array(
    address.filter((email) => Email.safeParse(email).success),
    { minLength: 2, maxLength: 12 },
  );

  it('registered at once: one user and one slug for each', async () => {
    const users = people.spawner.app.get(UsersService);
    await fc.assert(
      fc.asyncProperty(addresses, async (wishes) => {
        await people.rows('DELETE FROM users');
        const registered = await Promise.all(wishes.map((email) => users.register(Email.parse(email))));
        const byId = new Map(registered.map((user) => [user.id, user]));
        const wanted = new Set(wishes.map((email) => email.toLowerCase()));
        expect(new Set([...byId.values()].map(({ email }) => email))).toEqual(wanted);
        expect(new Set([...byId.values()].map(({ slug }) => slug)).size).toBe(wanted.size);
      }),
      { numRuns: 40 },
    );
  });
});
