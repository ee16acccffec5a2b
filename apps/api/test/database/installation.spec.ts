import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { dataSourceOptions, migrate } from '../../src/database/data-source.js';
import { readInstallation } from '../../src/database/installation.js';
import { startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

describe('readInstallation', () => {
  let database: TestDatabase;
  let source: DataSource;

  const hasRuntimeColumn = async (): Promise<boolean> => {
    const columns = await source.query<unknown[]>(
      `SELECT FROM information_schema.columns WHERE table_name = 'user_container' AND column_name = 'runtime'`,
    );
    return columns.length > 0;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await new DataSource(dataSourceOptions(database.address)).initialize();
    await migrate(source);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('new installation: no runtime has had containers', async () => {
    expect(await readInstallation(source)).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), runtimes: [] });
  });

  it.each([
    ['container in Docker', { container_id: 'a1'.repeat(32), template_image: 'dev:1', status: 'stopped' }, ['docker']],
    [
      'container removed from Docker',
      { container_id: null, template_image: 'dev:1', status: 'not_created' },
      ['docker'],
    ],
    ['process', { container_id: randomUUID(), template_image: 'dev', status: 'stopped' }, ['process']],
    ['process removed', { container_id: null, template_image: 'dev', status: 'not_created' }, []],
    ['launch that failed', { container_id: null, template_image: 'dev:1', status: 'error' }, []],
  ])('row from before the column, %s: the runtime is derived', async (_, row, runtimes) => {
    while (await hasRuntimeColumn()) await source.undoLastMigration();
    await source.query(
      `INSERT INTO users (id, email, slug, is_admin, state) VALUES (1, 'a@b.c', 'ann', true, 'active')`,
    );
    await source.query(
      `INSERT INTO user_container (user_id, container_type, container_id, template_image, status)
       VALUES (1, 'dev', $1, $2, $3)`,
      [row.container_id, row.template_image, row.status],
    );
    await migrate(source);
    expect((await readInstallation(source)).runtimes).toEqual(runtimes);
    await source.query('DELETE FROM users');
  });

  it('container that was launched and removed: its runtime stays known', async () => {
    const product = await startProduct({ database });
    try {
      const ann = await product.register('ann@example.com');
      await ann.launch('dev');
      const remove = { method: 'DELETE', headers: { authorization: `Bearer ${ann.token}` } };
      expect((await fetch(`${product.url}/api/container/dev`, remove)).status).toBe(200);
      expect(await product.rows('SELECT status FROM user_container')).toEqual([{ status: 'not_created' }]);
      expect((await readInstallation(source)).runtimes).toEqual(['process']);
    } finally {
      await product.close();
    }
  });
});
