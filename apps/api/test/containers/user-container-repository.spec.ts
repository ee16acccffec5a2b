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

  it.each<[string, (table: UserContainerRepository) => Promise<unknown>]>([
    ['stopping', (table) => table.markStopping(key, 'stop')],
    ['running', (table) => table.markRunning(instance, launch)],
    ['error', (table) => table.markFailed(key, failure, null)],
    ['paused', (table) => table.markResting(instance, 'paused', 'idle')],
    ['stopped', (table) => table.markResting(instance, 'stopped', 'idle')],
    ['not_created', (table) => table.markAbsent(key, null)],
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
    ['stopped', null, true],
    ['stopping', 'remove', true],
    ['stopping', 'recreate', false],
    ['not_created', null, false],
  ])('container is gone, was %s with intent %s: counts as removed is %s', async (status, intent, removed) => {
    const seen: ContainerKey[] = [];
    rows.removed.add(async (gone) => {
      seen.push(...gone);
      await Promise.resolve();
    });
    await given(status, intent);
    await rows.markAbsent(key, null);
    expect(seen).toEqual(removed ? [key] : []);
    expect((await stored())?.status).toBe('not_created');
  });

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
    await expect(rows.markAbsent(key, null)).rejects.toThrow('cannot end');
    expect((await stored())?.status).toBe('stopped');
  });
});
