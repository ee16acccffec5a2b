import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerStatus, type ErrorCode } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { containerName } from '../../src/container-ref/container-ref.js';
import type { Intent } from '../../src/containers/intent.js';
import { UserContainer } from '../../src/containers/user-container.entity.js';
import { UserContainerRepository } from '../../src/containers/user-container.repository.js';
import { dataSourceOptions, migrate } from '../../src/database/data-source.js';
import { type Found, reconcile, type Remembered, SETTLED, SETTLED_WITHOUT } from '../../src/lifecycle/reconcile.js';
import type { ContainerRuntime, InstanceState } from '../../src/runtime/container-runtime.js';
import { User } from '../../src/users/user.entity.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const found: readonly (Found | null)[] = [
  null,
  ...(['created', 'running', 'paused', 'restarting', 'exited'] as const satisfies InstanceState[]).flatMap((state) =>
    ['same', 'other'].map((id) => ({ id, state })),
  ),
];
const failures: readonly (ErrorCode | null)[] = [null, 'not_listening', 'runtime_unreachable'];
const intents: readonly (Intent | null)[] = [null, 'remove_with_volumes'];

/** Each row that there can be, with each container that there can be. */
const cases = ContainerStatus.options.flatMap((status) =>
  intents.flatMap((intent) =>
    failures.flatMap((code) => found.map((instance) => ({ status, intent, code, instance }))),
  ),
);

describe('comparison of rows with the runtime', () => {
  let database: TestDatabase;
  let source: DataSource;
  let rows: UserContainerRepository;
  const ref = (index: number) => ({ userId: index + 1, slug: `user${String(index + 1)}`, type: 'dev' });

  beforeAll(async () => {
    database = await createTestDatabase();
    const entities = [User, UserContainer];
    source = await new DataSource({ ...dataSourceOptions(database.address), entities }).initialize();
    await migrate(source);
    rows = new UserContainerRepository(source.getRepository(UserContainer), {} as ContainerRuntime);
    await source.query(
      `INSERT INTO users (id, email, slug, role, state)
       SELECT n, n || '@example.com', 'user' || n, 'user', 'active' FROM generate_series(1, $1) n`,
      [cases.length],
    );
    await source.getRepository(UserContainer).insert(
      cases.map(({ status, intent, code }, index) => {
        const { userId, type } = ref(index);
        const failure = code && { code, facts: {}, phase: 'ready' as const, at: '', logTail: [] };
        return { userId, type, status, intent, failure, containerId: 'same' };
      }),
    );
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('rows that differ from the runtime: returned, no others', async () => {
    const instances = cases.flatMap(({ instance }, index) =>
      instance ? [{ ...instance, ref: ref(index), name: containerName(ref(index)) }] : [],
    );
    const { differing, unexplained } = await rows.differing(instances, SETTLED);
    for await (const page of rows.absent(instances, SETTLED_WITHOUT)) differing.push(...page);
    const given = new Set(differing.map(({ userId }) => userId));
    const missing = cases.filter(({ status, intent, code, instance }, index) => {
      const row: Remembered = {
        status,
        intent,
        containerId: 'same',
        failure: code && { code },
      };
      return reconcile(row, instance).kind !== 'none' && !given.has(index + 1);
    });
    expect(missing).toEqual([]);
    const needless = cases.filter(
      ({ status, intent, code, instance }, index) =>
        given.has(index + 1) && status === instance?.state && instance.id === 'same' && !intent && !code,
    );
    expect(needless).toEqual([]);
    expect(unexplained.size).toBe(0);
  });

  it('container of a user with another slug, or with a name that is not ours: not explained by a row', async () => {
    const { unexplained } = await rows.differing(
      [
        { name: 'renamed', ref: null, id: 'same', state: 'running' },
        { name: 'old slug', ref: { ...ref(0), slug: 'other' }, id: 'same', state: 'running' },
        { name: containerName(ref(0)), ref: ref(0), id: 'same', state: 'running' },
      ],
      SETTLED,
    );
    expect([...unexplained].sort()).toEqual(['old slug', 'renamed']);
  });

  it('containers gone: their rows are corrected, but not one that was launched again since', async () => {
    const [first, second] = [0, 1].map((index) => ({ ...ref(index), containerId: 'same' }));
    if (!first || !second) throw new Error('no rows');
    await source.query(`UPDATE user_container SET status = 'running', intent = NULL WHERE user_id IN (1, 2)`);
    await source.query(`UPDATE user_container SET container_id = 'new' WHERE user_id = 2`);
    await rows.markGone([first, second]);
    expect(
      await source.query(`SELECT status, container_id FROM user_container WHERE user_id IN (1, 2) ORDER BY user_id`),
    ).toEqual([
      { status: 'not_created', container_id: null },
      { status: 'running', container_id: 'new' },
    ]);
  });

  it('containers ended: their rows are corrected, but not one that has changed since it was read', async () => {
    await source.query(`UPDATE user_container SET status = 'running', intent = NULL, container_id = 'same'
      WHERE user_id IN (1, 2, 3)`);
    const read = await Promise.all([0, 1, 2].map((index) => rows.stateOf(ref(index))));
    const seen = read.flatMap((row) => (row ? [{ ...row, status: 'stopped' as const }] : []));
    // Restarted: the same container, the same status.
    await source.query(`UPDATE user_container SET status_since = now() WHERE user_id = 2`);
    const other = source.createQueryRunner();
    await other.query('BEGIN');
    await other.query('SELECT FROM user_container WHERE user_id = 3 FOR UPDATE');
    await rows.markEnded(seen);
    await other.query('COMMIT');
    await other.release();
    expect(
      await source.query(`SELECT status, rest_reason FROM user_container WHERE user_id IN (1, 2, 3) ORDER BY user_id`),
    ).toEqual([
      { status: 'stopped', rest_reason: 'ended' },
      { status: 'running', rest_reason: null },
      { status: 'running', rest_reason: null },
    ]);
  });
});
