import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { ContainerKey } from '../../src/container-ref/container-ref.js';
import { UserContainer } from '../../src/containers/user-container.entity.js';
import { UserContainerRepository } from '../../src/containers/user-container.repository.js';
import { dataSourceOptions, migrate } from '../../src/database/data-source.js';
import type { ContainerRuntime, Instance } from '../../src/runtime/container-runtime.js';
import { User } from '../../src/users/user.entity.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const LONG_AGO = new Date('2026-01-01T00:00:00Z');

describe('the user_container table', () => {
  let database: TestDatabase;
  let source: DataSource;
  let rows: UserContainerRepository;
  let key: ContainerKey;
  let instance: Instance;

  const given = (status: string, intent: string | null = null) =>
    source.query(
      `INSERT INTO user_container (user_id, container_type, status, intent, status_since) VALUES ($1, $2, $3, $4, $5)`,
      [key.userId, key.type, status, intent, LONG_AGO],
    );
  const stored = async () => {
    const row = await rows.find(key);
    return row && { status: row.status, moved: row.statusSince > LONG_AGO };
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const entities = [User, UserContainer];
    source = await new DataSource({ ...dataSourceOptions(database.address), entities }).initialize();
    await migrate(source);
    const { id } = await source
      .getRepository(User)
      .save({ email: 'ann@example.com', slug: 'ann', role: 'user', state: 'active' });
    key = { userId: id, type: 'dev' };
    instance = { ...key, id: 'c1', image: 'dev:1', createdAt: LONG_AGO } as Instance;
  });
  beforeEach(async () => {
    await source.query('DELETE FROM user_container');
    rows = new UserContainerRepository(source.getRepository(UserContainer), { kind: 'docker' } as ContainerRuntime);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  const failure = { code: 'runtime_failed', phase: 'ready', at: '', facts: {}, logTail: [] } as const;
  const launch = { at: '2026-01-01T00:00:00Z', total_seconds: 1, phases: [] } as unknown as Parameters<
    UserContainerRepository['markRunning']
  >[1];

  it('lists of containers: their statement is not planned anew for each of them', async () => {
    await source.query(`
      INSERT INTO users (email, slug, state) SELECT 'p' || n || '@example.com', 'p' || n, 'active' FROM generate_series(1, 2000) n;
      INSERT INTO user_container (user_id, container_type, status)
        SELECT id, type, 'stopped' FROM users, unnest(ARRAY['dev', 'prod', 'other']) type;
      ANALYZE users, user_container`);
    for (let list = 1; list <= 20; list += 1) expect(await rows.ofUser(key.userId)).toHaveLength(3);
    // PostgreSQL plans the first five for their values, and then compares what that costs.
    expect(
      await source.query(
        `SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE name = 'containers_of_users'`,
      ),
    ).toEqual([{ custom_plans: '5', generic_plans: '15' }]);
    await source.query(`DELETE FROM users WHERE email LIKE 'p%'`);
  });

  it('place of a container: stored when it changes, and no row is written while it stays the same', async () => {
    await given('running');
    const version = async () => {
      const [row] = await source.query<{ xmin: string }[]>('SELECT xmin FROM user_container');
      return row?.xmin;
    };
    const node = (id: string) => ({ ...key, node: { id, name: id, address: id }, waitsFor: null });
    const versions: unknown[] = [];
    for (const place of [
      node('a'),
      node('a'),
      node('b'),
      { ...key, node: null, waitsFor: { kind: 'node', name: 'b' } as const },
      { ...key, node: null, waitsFor: { kind: 'node', name: 'b' } as const },
    ]) {
      await rows.markPlaces([place]);
      versions.push(await version());
    }
    const [first, , moved, away] = versions;
    expect(versions).toEqual([first, first, moved, away, away]);
    expect(new Set(versions).size).toBe(3);
    // One that waits for its machine keeps it.
    expect(await source.query('SELECT machine, waits_for FROM user_container')).toEqual([
      { machine: { id: 'b', name: 'b' }, waits_for: { kind: 'node', name: 'b' } },
    ]);
  });

  it.each<[string, (table: UserContainerRepository) => Promise<unknown>]>([
    ['stopping', (table) => table.markStopping(key, 'stop')],
    ['running', (table) => table.markRunning(instance, launch)],
    ['error', (table) => table.markFailed(key, failure, null)],
    ['paused', (table) => table.markResting(instance, 'paused', 'idle')],
    ['stopped', (table) => table.markResting(instance, 'stopped', 'idle')],
    ['not_created', (table) => table.markAbsent(key, null, 'remove')],
  ])('status becomes %s: status_since moves only when the status was another', async (status, mark) => {
    await given(status);
    await mark(rows);
    expect(await stored()).toEqual({ status, moved: false });
    await source.query('DELETE FROM user_container');
    await given('downloading');
    await mark(rows);
    expect(await stored()).toEqual({ status, moved: true });
  });

  it.each([
    ['stopped', null, 'stop', true],
    ['stopping', 'remove', 'remove', true],
    ['stopping', 'recreate', 'recreate', false],
    ['not_created', 'recreate', 'remove', true],
    ['not_created', 'recreate', 'stop', true],
    ['not_created', null, 'remove', false],
  ] as const)(
    'gone, was %s with intent %s, found by %s: counts as removed is %s',
    async (status, intent, of, removed) => {
      const seen: ContainerKey[] = [];
      rows.removed.add(async (gone) => {
        seen.push(...gone);
        await Promise.resolve();
      });
      await given(status, intent);
      await rows.markAbsent(key, null, of);
      expect(seen).toEqual(removed ? [key] : []);
      expect((await stored())?.status).toBe('not_created');
      expect((await rows.find(key))?.intent).toBe(of === 'recreate' ? 'recreate' : null);
    },
  );

  it('containers found gone: rows without an operation count as removed', async () => {
    const seen: ContainerKey[] = [];
    rows.removed.add(async (gone) => {
      seen.push(...gone);
      await Promise.resolve();
    });
    await given('stopped');
    await rows.markGone([{ ...key, containerId: null }]);
    expect([seen, await stored()]).toEqual([[key], { status: 'not_created', moved: true }]);
    await rows.markGone([{ ...key, containerId: null }]);
    expect(seen).toEqual([key]);
  });

  it('removal that cannot end share links: the container does not count as gone', async () => {
    rows.removed.add(() => Promise.reject(new Error('cannot end')));
    await given('stopped');
    await expect(rows.markAbsent(key, null, 'remove')).rejects.toThrow('cannot end');
    expect((await stored())?.status).toBe('stopped');
  });
});
