import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DataSource } from 'typeorm';
import type { VolumeStore } from '../../runtime/volume-store.js';
import { BackupError, type Manifest } from './manifest.js';
import { migrationsOf, tablesOf, writeTable } from './tables.js';

/**
 * Writes everything that cannot be made again into an empty folder: the database as it is at one moment, and what
 * containers keep. Spawner may run meanwhile; a file that a container is writing is taken as it is found.
 * @param say called with a line for each step
 */
export async function backUp(
  folder: string,
  { source, volumes: store, version }: { source: DataSource; volumes: VolumeStore; version: string },
  say: (line: string) => void,
): Promise<void> {
  await mkdir(join(folder, 'tables'), { recursive: true });
  if ((await readdir(folder)).includes('manifest.json')) {
    throw new BackupError(`${folder} holds a backup already; name another folder`);
  }
  await mkdir(join(folder, 'volumes'), { recursive: true });

  const tables = await tablesOf(source);
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    for (const table of tables) {
      const count = await writeTable(runner, table, join(folder, 'tables', `${table}.jsonl`));
      say(`table ${table}: ${String(count)} rows`);
    }
    await runner.commitTransaction();
  } finally {
    await runner.release();
  }

  const volumes = await store.list();
  for (const volume of volumes) {
    await pipeline(
      await store.export(volume),
      createWriteStream(join(folder, 'volumes', `${volume.name}.tar`), { mode: 0o600 }),
    );
    say(`volume ${volume.name}`);
  }

  const manifest: Manifest = {
    format: 1,
    version,
    at: new Date().toISOString(),
    migrations: await migrationsOf(source),
    tables,
    volumes,
  };
  const draft = join(folder, 'manifest.json.draft');
  await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, join(folder, 'manifest.json'));
}
