import { type Dirent, existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-fs';
import type { ContainerKey } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { partsOf } from '../container-path.js';
import { type NewFile, type Volume, VolumeStore } from '../volume-store.js';
import { writeInside } from './write-inside.js';

const RECORD = 'volume.json';
const FILES = 'files';

/** Folders below the data folder, each with a record of the key it belongs to. */
export class ProcessVolumes extends VolumeStore {
  constructor(
    private readonly root: string,
    private readonly keyOf: (instance: string) => ContainerKey | undefined,
  ) {
    super();
  }

  async list(key?: ContainerKey): Promise<Volume[]> {
    if (!existsSync(this.root)) return [];
    const names = (await readdir(this.root)).filter((name) => existsSync(join(this.root, name, RECORD)));
    const all = await Promise.all(
      names.map(async (name) => JSON.parse(await readFile(join(this.root, name, RECORD), 'utf8')) as Volume),
    );
    return all.filter(({ userId, type }) => !key || (userId === key.userId && type === key.type));
  }

  /** Makes the volume where it is not there. */
  async ensure({ userId, type, name, path }: Volume): Promise<void> {
    const folder = join(this.root, name);
    if (existsSync(join(folder, RECORD))) return;
    await mkdir(join(folder, FILES), { recursive: true });
    await writeFile(join(folder, RECORD), JSON.stringify({ userId, type, name, path }));
  }

  /** Where this machine keeps the content. */
  filesOf({ name }: Volume): string {
    return join(this.root, name, FILES);
  }

  async measure(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const all = await this.list();
    const sizes = new Map<string, number>();
    for (const volume of all) {
      signal.throwIfAborted();
      sizes.set(volume.name, await sizeOf(this.filesOf(volume)));
    }
    return sizes;
  }

  async remove(key: ContainerKey): Promise<void> {
    for (const { name } of await this.list(key)) await rm(join(this.root, name), { recursive: true, force: true });
  }

  /** Only volumes are the instance's own; all other files belong to this machine. */
  async writeFiles(instance: string, folder: string, files: readonly NewFile[]): Promise<void> {
    const key = this.keyOf(instance);
    if (!key) throw new AppError('no_container');
    const volume = (await this.list(key)).find(({ path }) => `${folder}/`.startsWith(`${path}/`));
    if (!volume) throw new AppError('files_not_accepted');
    for (const { path, content } of files) {
      const parts = partsOf(`${folder}/${path}`).slice(partsOf(volume.path).length);
      await writeInside(this.filesOf(volume), parts, content);
    }
  }

  async export(volume: Volume): Promise<Readable> {
    const folder = this.filesOf(volume);
    if (!existsSync(folder)) throw new AppError('runtime_failed', { reason: `volume ${volume.name} is gone` });
    const content = new PassThrough();
    // A failure reaches the reader through `content`.
    pipeline(pack(folder), content).catch(() => undefined);
    return content;
  }

  async import(volume: Volume, tar: Readable): Promise<void> {
    await rm(join(this.root, volume.name), { recursive: true, force: true });
    await this.ensure(volume);
    await pipeline(tar, extract(this.filesOf(volume)));
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries: Dirent[] = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => !entry.isDirectory())
      .map(async (entry) => (await lstat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
