import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { UserContainer } from '../../src/containers/user-container.entity.js';
import { dataSourceOptions, migrate } from '../../src/database/data-source.js';
import { User } from '../../src/users/user.entity.js';
import { createEmptyDatabase, type TestDatabase } from '../test-database.js';

describe('schema', () => {
  let database: TestDatabase;
  let source: DataSource;

  const tables = async () =>
    (
      await source.query<{ name: string }[]>(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
      )
    )
      .map(({ name }) => name)
      .filter((name) => name !== 'migrations');

  beforeAll(async () => {
    database = await createEmptyDatabase();
    source = await new DataSource({
      ...dataSourceOptions(database.address),
      entities: [User, UserContainer],
    }).initialize();
    await migrate(source);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('user_container: has the promised columns', async () => {
    const columns = await source.query<{ name: string; type: string; length: number | null }[]>(
      `SELECT column_name AS name, data_type AS type, character_maximum_length AS length
       FROM information_schema.columns WHERE table_name = 'user_container'`,
    );
    const byName = Object.fromEntries(
      columns.map(({ name, type, length }) => [name, length ? `${type}(${String(length)})` : type]),
    );
    expect(byName).toMatchObject({
      id: 'integer',
      user_id: 'integer',
      container_type: 'character varying(50)',
      container_id: 'character varying(128)',
      container_port: 'integer',
      template_image: 'character varying(255)',
      created_at: 'timestamp with time zone',
      last_used: 'timestamp with time zone',
    });
  });

  it('users: has no column about containers', async () => {
    const columns = await source.query<{ name: string }[]>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'users'`,
    );
    expect(columns.filter(({ name }) => name.includes('container'))).toEqual([]);
  });

  it('container: belongs to one user, once for each type, and is deleted with the user', async () => {
    const users = source.getRepository(User);
    const containers = source.getRepository(UserContainer);
    const ann = await users.save({ email: 'ann@example.com', slug: 'ann', role: 'user', state: 'verified' });
    await containers.insert({ userId: ann.id, type: 'dev', status: 'stopped' });
    await containers.insert({ userId: ann.id, type: 'prod', status: 'stopped' });

    await expect(containers.insert({ userId: ann.id, type: 'dev', status: 'stopped' })).rejects.toMatchObject({
      code: '23505',
    });
    await expect(containers.insert({ userId: 999, type: 'dev', status: 'stopped' })).rejects.toMatchObject({
      code: '23503',
    });
    await expect(containers.insert({ userId: ann.id, type: 'x'.repeat(51), status: 'stopped' })).rejects.toMatchObject({
      code: '22001',
    });
    const loaded = await containers.find({ where: { user: { id: ann.id } }, relations: { user: true } });
    expect(loaded.map(({ type, user }) => [type, user.slug]).sort()).toEqual([
      ['dev', 'ann'],
      ['prod', 'ann'],
    ]);

    await users.delete(ann.id);
    expect(await containers.count()).toBe(0);
  });

  it('triggers: each only notifies, no rule is in SQL', async () => {
    const functions = await source.query<{ name: string; body: string }[]>(
      `SELECT DISTINCT proname AS name, prosrc AS body FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
       WHERE NOT tgisinternal`,
    );
    expect(functions.length).toBeGreaterThan(0);
    const onlyNotifies = /^\s*BEGIN\s+PERFORM pg_notify\([^;]*;\s+RETURN NULL;\s+END\s*$/;
    expect(functions.filter(({ body }) => !onlyNotifies.test(body))).toEqual([]);
  });

  it('two processes migrate at once: each migration runs once', async () => {
    const other = await createEmptyDatabase();
    const sources = await Promise.all([1, 2].map(() => new DataSource(dataSourceOptions(other.address)).initialize()));
    await Promise.all(sources.map(migrate));
    const [applied] = await (sources[0] as DataSource).query<{ count: string }[]>('SELECT count(*) FROM migrations');
    expect(Number(applied?.count)).toBe(source.migrations.length);
    await Promise.all(sources.map((each) => each.destroy()));
    await other.drop();
  });

  it('migrations: all can be undone and run again', async () => {
    const before = await tables();
    for (let left = source.migrations.length; left > 0; left -= 1) await source.undoLastMigration();
    expect(await tables()).toEqual([]);
    await migrate(source);
    expect(await tables()).toEqual(before);
  });
});
