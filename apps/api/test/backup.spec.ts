import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { backUp } from '../src/commands/backup/backup.js';
import { readManifest, restoreDatabase, restoreFiles, restoreVolumes } from '../src/commands/backup/restore.js';
import { Settings } from '../src/config/settings.js';
import { StoredFiles } from '../src/files/stored-files.js';
import { Runtime } from '../src/runtime/runtime.js';
import { VolumeStore } from '../src/runtime/volume-store.js';
import { type Person, type Product, startProduct } from './product.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

const silent = (): void => undefined;

const put = async (product: Product, { token }: Person, path: string, body: string): Promise<void> => {
  const url = `${product.url}/api/container/file/dev?path=${path}`;
  await fetch(url, { method: 'PUT', body: Buffer.from(body), headers: { authorization: `Bearer ${token}` } });
};

const filesOf = ({ spawner }: Product): string => spawner.app.get(Settings).folders.files;

describe('backup and restore', () => {
  let folder: string;
  let before: Product;
  let database: TestDatabase;

  const backup = () => {
    const { app } = before.spawner;
    const parts = {
      source: app.get(DataSource),
      volumes: app.get(VolumeStore),
      files: filesOf(before),
      version: '1.2.3',
    };
    return backUp(folder, parts, silent);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-backup-'));
    before = await startProduct();
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await before.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('machine with files is away: no backup that lacks them', async () => {
    const isWhole = jest.spyOn(before.spawner.app.get(VolumeStore), 'isWhole').mockResolvedValue(false);
    await expect(backup()).rejects.toThrow(/does not answer/);
    isWhole.mockRestore();
    await expect(readManifest(folder)).rejects.toThrow();
  });

  it('backup while Spawner runs: has database and files', async () => {
    const ann = await before.register('ann@example.com');
    await before.register('bob@example.com');
    await ann.launch('dev');
    await put(before, ann, 'index.html', '<h1>Anns</h1>');
    const stored = await before.spawner.app.get(StoredFiles).write(Readable.from(['sheet']));
    await backup();
    expect(await readManifest(folder)).toMatchObject({
      files: [stored],
      version: '1.2.3',
      volumes: [{ userId: ann.user.id, type: 'dev', path: '/srv/www' }],
    });
    await put(before, ann, 'index.html', '<h1>changed since</h1>');
  });

  it('folder that holds a backup: refused', async () => {
    await expect(backup()).rejects.toThrow(/holds a backup already/);
  });

  it('restore on another machine: users, containers and files are back, new users get new ids', async () => {
    const manifest = await readManifest(folder);
    // A database in use, because a restore has to replace its rows.
    const used = await startProduct({ database });
    await used.register('carl@example.com');
    await used.close();
    await restoreDatabase(folder, manifest, database.address, silent);

    const after = await startProduct({ database });
    try {
      await restoreVolumes(folder, manifest, after.spawner.app.get(Runtime), silent);
      await restoreFiles(folder, manifest, filesOf(after));
      expect(await readFile(join(filesOf(after), manifest.files[0] ?? ''), 'utf8')).toBe('sheet');
      expect(await after.rows('SELECT email, slug FROM users ORDER BY id')).toEqual([
        { email: 'ann@example.com', slug: 'ann' },
        { email: 'bob@example.com', slug: 'bob' },
      ]);
      const ann = await after.register('ann@example.com');
      expect((await ann.launch('dev')).status).toBe(200);
      expect(await (await ann.open('/ann-dev/')).text()).toBe('<h1>Anns</h1>');
      const dora = await after.register('dora@example.com');
      expect(dora.user.id).toBe(3);
    } finally {
      await after.close();
    }
  });

  it('incomplete backup, or one of a newer Spawner: refused', async () => {
    await expect(readManifest(join(folder, 'nowhere'))).rejects.toThrow(/no whole backup/);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>;
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, migrations: ['FromTheFuture'] }));
    await expect(readManifest(folder)).rejects.toThrow(/newer Spawner/);
  });
});
