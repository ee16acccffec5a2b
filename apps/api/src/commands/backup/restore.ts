import { createReadStream } from 'node:fs';
import { access, chmod, copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { type DatabaseAddress, dataSourceOptions, migrate } from '../../database/data-source.js';
import { migrations } from '../../database/migrations/index.js';
import type { Runtime } from '../../runtime/runtime.js';
import { BackupError, Manifest } from './manifest.js';
import { readTable } from './tables.js';

/** @throws BackupError where the folder holds no whole backup, or one of a newer Spawner */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch((error: unknown) => {
    throw new BackupError(`${folder} holds no whole backup: manifest.json cannot be read`, { cause: error });
  });
  const manifest = Manifest.safeParse(JSON.parse(text));
  if (!manifest.success) throw new BackupError(`${folder}/manifest.json is none of ours, or of a newer Spawner`);
  const known = migrations.map(({ name }) => name);
  const unknown = manifest.data.migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new BackupError(`the backup was made by a newer Spawner (${manifest.data.version}): install that one first`);
  }
  return manifest.data;
}

/**
 * The database as it was, in place of what is there. It is brought up to date when it is next opened. What fails halfway
 * leaves an empty database and an untouched backup: the command can be run again.
 */
export async function restoreDatabase(
  folder: string,
  manifest: Manifest,
  address: DatabaseAddress,
  say: (line: string) => void,
): Promise<void> {
  for (const table of manifest.tables) await access(fileOf(folder, table));
  // Its rows only fit the tables of its time.
  const ofItsTime = migrations.filter(({ name }) => manifest.migrations.includes(name));
  const source = await new DataSource({ ...dataSourceOptions(address), migrations: ofItsTime }).initialize();
  try {
    await source.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await migrate(source);
    await source.transaction(async ({ queryRunner }) => {
      if (!queryRunner) throw new Error('a transaction without a connection');
      // Filled by the migrations themselves.
      await queryRunner.query(`TRUNCATE ${manifest.tables.map((table) => `"${table}"`).join(', ')}`);
      for (const table of manifest.tables) {
        const count = await readTable(queryRunner, table, fileOf(folder, table));
        say(`table ${table}: ${String(count)} rows`);
      }
    });
  } finally {
    await source.destroy();
  }
}

export async function restoreVolumes(
  folder: string,
  manifest: Manifest,
  { containers, volumes }: Pick<Runtime, 'containers' | 'volumes'>,
  say: (line: string) => void,
): Promise<void> {
  const instances = await containers.list();
  for (const volume of manifest.volumes) {
    const { userId, type, name } = volume;
    const holder = instances.find((instance) => instance.userId === userId && instance.type === type);
    // Its next launch makes a container from the current image, with the restored folder.
    if (holder) await containers.remove(holder.name);
    await volumes.import(volume, createReadStream(join(folder, 'volumes', `${name}.tar`)));
    say(`volume ${name}`);
  }
}

/** @param into the folder that Spawner reads them from */
export async function restoreFiles(folder: string, { files }: Manifest, into: string): Promise<void> {
  await mkdir(into, { recursive: true, mode: 0o700 });
  for (const name of files) {
    await copyFile(join(folder, 'files', name), join(into, name));
    await chmod(join(into, name), 0o600);
  }
}

const fileOf = (folder: string, table: string): string => join(folder, 'tables', `${table}.jsonl`);
