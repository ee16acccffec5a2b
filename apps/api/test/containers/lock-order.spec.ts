import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { until } from '../../../tests/kit/src/until.js';
import { GIVE_PLACES, RESERVE_FOUND } from '../../src/containers/admission/admission.queries.js';
import type { OperationSchedule } from '../../src/containers/operations/schedule.js';
import { OwnerContainers } from '../../src/containers/owner-containers.js';
import { WRITE_NOTICES } from '../../src/containers/storage-limits.queries.js';
import { StoredSizes } from '../../src/containers/stored-sizes.js';
import { UserContainer } from '../../src/containers/user-container.entity.js';
import { UserContainerRepository } from '../../src/containers/user-container.repository.js';
import { dataSourceOptions, migrate } from '../../src/database/data-source.js';
import type { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { User } from '../../src/users/user.entity.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

/** Given to each statement against the order of the ids, in which the rows are not stored either. */
const TYPES = ['c', 'b', 'a'] as const;
const SIZES = JSON.stringify(TYPES.map((type) => ({ type, memory: 1, memory_limit: 1, cpu: 1 })));

describe('locks of rows', () => {
  let database: TestDatabase;
  let source: DataSource;
  let rows: UserContainerRepository;
  let sizes: StoredSizes;
  let userId: number;
  /** Another transaction, which holds some rows. */
  let other: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    const entities = [User, UserContainer];
    source = await new DataSource({ ...dataSourceOptions(database.address), entities }).initialize();
    await migrate(source);
    const person = { email: 'ann@example.com', slug: 'ann', role: 'user', state: 'active' } as const;
    ({ id: userId } = await source.getRepository(User).save(person));
    await source.query(`INSERT INTO limit_rule (kind, value) VALUES ('storage', 10)`);
    rows = new UserContainerRepository(source.getRepository(UserContainer), {} as ContainerRuntime);
    sizes = new StoredSizes(source.getRepository(UserContainer));
    other = new Client(database.address);
    await other.connect();
  });
  beforeEach(async () => {
    await source.query('DELETE FROM user_container');
    await source.query(
      `INSERT INTO user_container (id, user_id, container_type, status, container_id, last_used, kept_bytes, uploaded_bytes, queued_at)
       SELECT 4 - number, $1, type, 'running', type, '2026-01-01', 100, 100, now()
       FROM unnest($2::text[]) WITH ORDINALITY AS given (type, number)`,
      [userId, TYPES],
    );
    await other.query('BEGIN');
  });
  afterEach(async () => {
    await other.query('ROLLBACK');
  });
  afterAll(async () => {
    await other.end();
    await source.destroy();
    await database.drop();
  });

  /** The work waits for a row that the other transaction holds. */
  const waits = () =>
    until('the work waits', 10, async () => {
      const [row] = await source.query<{ count: number }[]>(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return row?.count === 1;
    });
  const all = () => TYPES.map((type) => ({ userId, type }));

  const statements: Record<string, () => Promise<unknown>> = {
    markUsed: () => rows.markUsed(all().map((route) => ({ route, at: new Date() }))),
    markOutdated: () => rows.markOutdated(all().map((key) => ({ ...key, id: key.type, outdated: 'image' }))),
    markAllKept: () => sizes.markAllKept(all().map((key) => ({ ...key, kept: [{ path: '/x', bytes: 1 }] }))),
    forgetUploads: () => sizes.forgetUploads([3, 2, 1].map((id) => ({ id, bytes: 1 }))),
    markLayers: () => sizes.markLayers(all().map((key) => ({ ...key, id: key.type, layerBytes: 1 }))),
    'notices of storage': () => source.query(WRITE_NOTICES, ['2026-01-01T00:00:00Z']),
    'places for what runs without one': () => source.query(RESERVE_FOUND, [SIZES]),
    'places of the line': () => source.query(GIVE_PLACES, [[3], [2, 1], '']),
    'intents of an act on their owner': () =>
      new OwnerContainers({} as OperationSchedule).intend(userId, 'stop', source.manager),
  };

  it.each(Object.keys(statements))('%s: the rows are locked in the order of their ids', async (name) => {
    await other.query('SELECT FROM user_container WHERE id = 1 FOR UPDATE');
    const work = statements[name]?.();
    await waits();
    // Otherwise each of the two would wait for the other one.
    await other.query('SELECT FROM user_container WHERE id IN (2, 3) FOR UPDATE NOWAIT');
    await other.query('COMMIT');
    await work;
  });

  it.each(['markGone', 'markEnded'] as const)('%s: rows that others hold are left to the next time', async (name) => {
    const seen = await source.query<{ type: string; version: string }[]>(
      'SELECT container_type AS type, xmin::text AS version FROM user_container',
    );
    const stopped = seen.map((row) => ({ ...row, userId, containerId: row.type, status: 'stopped' as const }));
    const stillRun = () => source.query("SELECT id FROM user_container WHERE status = 'running' ORDER BY id");
    await other.query('SELECT FROM user_container WHERE id = 2 FOR UPDATE');
    await rows[name](stopped);
    expect(await stillRun()).toEqual([{ id: 2 }]);
    await other.query('COMMIT');
    await rows[name](stopped);
    expect(await stillRun()).toEqual([]);
  });

  it('container that is shared while there is an act on its owner: is not locked before the owner', async () => {
    await other.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [userId]);
    const work = source.transaction((manager) => rows.lockForShare({ userId, type: 'a' }, manager));
    await waits();
    await other.query('SELECT FROM user_container WHERE user_id = $1 FOR UPDATE NOWAIT', [userId]);
    await other.query('UPDATE users SET blocked = TRUE WHERE id = $1', [userId]);
    await other.query('COMMIT');
    expect(await work).toBe(false);
  });
});
