import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endpoints } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { RevokedSessions } from '../../src/auth/sessions/revoked-sessions.js';
import { UserBlocks } from '../../src/users/user-blocks.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const environment = {
  JWT_SECRET_KEY: randomBytes(32).toString('hex'),
  ROUTING: 'subdomain',
  PUBLIC_URL: 'http://spawner.test',
  APPS_DOMAIN: 'apps.test',
};

describe('blocking a user', () => {
  let database: TestDatabase;
  let product: Product;
  let ann: Person;

  const block = () =>
    product.spawner.app.get(DataSource).transaction(async (manager) => {
      await product.spawner.app.get(UserBlocks).block(ann.user.id, { by: 0, reason: null, told: false }, manager);
    });
  const start = () => startProduct({ database, environment });
  /** What the user still has open. */
  const open = () =>
    product.rows<{ blocked: boolean; sessions: number; links: number; visits: number }>(
      `SELECT blocked,
              (SELECT count(*) FROM session WHERE user_id = users.id AND revoked_at IS NULL)::int AS sessions,
              (SELECT count(*) FROM share_link WHERE user_id = users.id AND ended_at IS NULL)::int AS links,
              (SELECT count(*) FROM visit WHERE visitor_id = users.id AND ended_at IS NULL)::int AS visits
       FROM users WHERE email = 'ann@example.com'`,
    );
  const everything = { blocked: false, sessions: 1, links: 1, visits: 1 };
  const nothing = { blocked: true, sessions: 0, links: 0, visits: 0 };

  beforeEach(async () => {
    database = await createTestDatabase();
    product = await start();
    ann = await product.register('ann@example.com');
    await ann.launch('dev');
    await product.rows(
      `INSERT INTO share_link (id, user_id, container_type, secret_hash, created_at, expires_at)
       SELECT gen_random_uuid(), id, 'dev', '\\x00', now(), now() + interval '1 day' FROM users`,
    );
    await product.rows(
      `INSERT INTO visit (id, visitor_id, visitor_name, visitor_role, session_id, user_id, container_type, at, expires_at)
       SELECT gen_random_uuid(), user_id, 'Ann', 'admin', id, user_id, 'dev', now(), now() + interval '1 hour' FROM session`,
    );
    expect(await open()).toEqual([everything]);
  });
  afterEach(async () => {
    await product.close();
    await database.drop();
  });

  it('in code: sessions, links and visits end in the same transaction', async () => {
    await block();
    expect(await open()).toEqual([nothing]);
  });

  it.each(['session', 'share_link', 'visit'])('in code, %s cannot be changed: nothing is blocked', async (table) => {
    await product.rows(`ALTER TABLE ${table} ADD CONSTRAINT never CHECK (FALSE) NOT VALID`);
    await expect(block()).rejects.toThrow('never');
    expect(await open()).toEqual([everything]);
  });

  it('in SQL: the running process ends them', async () => {
    const revoked = product.spawner.app.get(RevokedSessions);
    const known = new Promise<void>((resolve) => {
      const ended = new Set<string>();
      revoked.onRevoked((id) => {
        if (ended.add(id).size === 3) resolve();
      });
    });
    await product.rows(`UPDATE users SET blocked = TRUE`);
    await known;
    expect(await open()).toEqual([nothing]);
  });

  it('in SQL while no process runs: the next one ends them before it answers', async () => {
    await product.close();
    await product.rows('UPDATE users SET blocked = TRUE');
    expect(await open()).toEqual([{ ...everything, blocked: true }]);
    product = await start();
    expect(await open()).toEqual([nothing]);
    const answer = await fetch(`${product.url}${endpoints.me.path}`, {
      headers: { authorization: `Bearer ${ann.token}` },
    });
    expect(answer.status).toBe(401);
  });
});
