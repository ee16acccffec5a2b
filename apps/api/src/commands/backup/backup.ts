import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DataSource } from 'typeorm';
import type { VolumeStore } from '../../runtime/volume-store.js';
import { BackupError, type Manifest } from './manifest.js';
import { migrationsOf, tablesOf, writeTable } from './tables.js';

interface Parts {
  readonly source: DataSource;
  readonly volumes: VolumeStore;
  /** The folder with what teachers handed out and collected. */
  readonly files: string;
  readonly version: string;
}

/**
 * Writes everything that cannot be made again into an empty folder: the database as it is at one moment, and what
 * containers keep. Spawner may run meanwhile; a file that a container is writing is taken as it is found.
 * @param say called with a line for each step
 */
export async function backUp(
  folder: string,
  { source, volumes: store, files, version }: Parts,
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

  const wasWhole = await store.isWhole();
  const volumes = await store.list();
  if (!wasWhole || !(await store.isWhole())) {
    throw new BackupError('a machine that may have files does not answer; the backup would lack them');
  }
  for (const volume of volumes) {
    await pipeline(
      await store.export(volume),
      createWriteStream(join(folder, 'volumes', `${volume.name}.tar`), { mode: 0o600 }),
    );
    say(`volume ${volume.name}`);
  }

  const names = await copyFiles(files, join(folder, 'files'));
  if (names.length > 0) say(`files: ${String(names.length)}`);

  const manifest: Manifest = {
    format: 1,
    version,
    at: new Date().toISOString(),
    migrations: await migrationsOf(source),
    tables,
    volumes,
    files: names,
  };
  const draft = join(folder, 'manifest.json.draft');
  await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, join(folder, 'manifest.json'));
}

/** @returns their names. What is deleted meanwhile is in no row of the next backup. */
async function copyFiles(from: string, into: string): Promise<string[]> {
  await mkdir(into, { recursive: true });
  const copied: string[] = [];
  for (const name of await readdir(from).catch(() => [])) {
    if (name.endsWith('.draft')) continue;
    try {
      await copyFile(join(from, name), join(into, name));
      copied.push(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return copied;
}
