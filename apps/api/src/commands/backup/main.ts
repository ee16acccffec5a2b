import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataFolderInUse } from '@spawner/embedded-postgres';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/settings.js';
import { dataSourceOptions, migrate } from '../../database/data-source.js';
import { readInstallation } from '../../database/installation.js';
import { chooseRuntime } from '../../runtime/choose-runtime.js';
import type { Runtime } from '../../runtime/runtime.js';
import { explainStartFailure } from '../../server/explain-start-failure.js';
import { type Database, openDatabase } from '../../server/open-database.js';
import { Version } from '../../system/version.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import { backUp } from './backup.js';
import { BackupError } from './manifest.js';
import { readManifest, restoreDatabase, restoreFiles, restoreVolumes } from './restore.js';

const USAGE = 'usage: backup FOLDER | restore FOLDER [--replace]';
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');
const [command, folder, ...flags] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  if (!folder || (command !== 'backup' && command !== 'restore')) throw new BackupError(USAGE);
  const settings = Settings.from(process.env, root);
  const database = await openDatabase(settings, { mayBeShared: command === 'backup' });
  try {
    await (command === 'backup' ? makeBackup(settings, database, folder) : restore(settings, database, folder));
  } finally {
    await database.stop();
  }
} catch (error) {
  const message =
    error instanceof BackupError || error instanceof DataFolderInUse ? error.message : explainStartFailure(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

async function makeBackup(settings: Settings, database: Database, into: string): Promise<void> {
  await onRuntime(settings, database, async (source, { volumes }) => {
    const { files } = settings.folders;
    await backUp(into, { source, volumes, files, version: (await Version.of(settings)).text }, say);
  });
  say(`The backup is in ${into}. It holds mail addresses and people's files: keep it safe, and .env with it.`);
}

async function restore(settings: Settings, database: Database, from: string): Promise<void> {
  const manifest = await readManifest(from);
  await refuseLosses(database);
  await restoreDatabase(from, manifest, database.address, say);
  await onRuntime(settings, database, (_source, runtime) => restoreVolumes(from, manifest, runtime, say));
  await restoreFiles(from, manifest, settings.folders.files);
  say(`Restored what was backed up at ${manifest.at}. Start Spawner now.`);
}

/** The runtime belongs to the installation whose id is in the database, so the database comes first. */
async function onRuntime(
  settings: Settings,
  { address }: Database,
  work: (source: DataSource, runtime: Runtime) => Promise<void>,
): Promise<void> {
  const source = await new DataSource(dataSourceOptions(address)).initialize();
  try {
    await migrate(source);
    const catalogue = new TemplateCatalogue(settings);
    const installation = await readInstallation(source);
    const runtime = chooseRuntime({ settings, installation, templates: (type) => catalogue.get(type) });
    try {
      await work(source, runtime);
    } finally {
      await runtime.containers.close();
    }
  } finally {
    await source.destroy();
  }
}

async function refuseLosses({ address }: Database): Promise<void> {
  const source = await new DataSource(dataSourceOptions(address)).initialize();
  try {
    const [running] = await source.query<{ count: string }[]>(
      `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'spawner-channel' AND datname = current_database()`,
    );
    if (Number(running?.count) > 0) throw new BackupError('Spawner is running on this database: stop it first');
    const [users] = await source.query<{ name: string | null }[]>(`SELECT to_regclass('public.users')::text AS name`);
    const [people] = users?.name ? await source.query<{ count: string }[]>('SELECT count(*) FROM users') : [];
    if (Number(people?.count ?? 0) > 0 && !flags.includes('--replace')) {
      throw new BackupError(
        `this database has ${people?.count ?? ''} users, who would be lost: add --replace where that is meant`,
      );
    }
  } finally {
    await source.destroy();
  }
}
