import { randomUUID } from 'node:crypto';
import { type Dirent, existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Headers, pack } from 'tar-fs';
import type { ContainerKey } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { partsOf } from '../container-path.js';
import { type NewFile, type Volume, type VolumeContent, type VolumePlace, VolumeStore } from '../volume-store.js';
import { writeInside } from './write-inside.js';

const RECORD = 'volume.json';
const FILES = 'files';
const MOST_IN_HEADER = 8 * 1024 ** 3 - 1;

/** Folders below the data folder, each with a record of the key it belongs to. */
export class ProcessVolumes extends VolumeStore {
  constructor(
    private readonly root: string,
    private readonly keyOf: (instance: string) => ContainerKey | undefined,
  ) {
    super();
  }

  async list(key?: ContainerKey): Promise<Volume[]> {
    const names = await readdir(this.root).catch(absent([]));
    const all = await Promise.all(names.map((name) => this.read(name)));
    return all.flat().filter(({ userId, type }) => !key || (userId === key.userId && type === key.type));
  }

  /** Makes the volume where it is not there. */
  async ensure({ userId, type, name, path }: Volume): Promise<void> {
    const folder = join(this.root, name);
    if (existsSync(join(folder, RECORD))) return;
    await mkdir(join(folder, FILES), { recursive: true });
    // Renamed, so that nobody reads half of it.
    const draft = join(folder, randomUUID());
    await writeFile(draft, JSON.stringify({ userId, type, name, path }));
    await rename(draft, join(folder, RECORD));
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
      const size = await sizeOf(this.filesOf(volume));
      if (size !== null) sizes.set(volume.name, size);
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

  use<T>({ volume }: VolumePlace, work: (content: VolumeContent) => Promise<T>): Promise<T> {
    return work({
      has: (path) => this.has(volume, path),
      unpack: (folder, tar) => this.unpack(volume, folder, tar),
    });
  }

  async export(volume: Volume): Promise<Readable> {
    const folder = this.filesOf(volume);
    if (!existsSync(folder)) throw new AppError('runtime_failed', { reason: `volume ${volume.name} is gone` });
    const content = new PassThrough();
    // Pipes and the like are left out: one of them must not keep everything else from its owner.
    const files = pack(folder, { strict: false, map: withWholeSize });
    // A failure reaches the reader through `content`.
    pipeline(files, content).catch(() => undefined);
    return content;
  }

  async import(volume: Volume, tar: Readable): Promise<void> {
    await rm(join(this.root, volume.name), { recursive: true, force: true });
    await this.ensure(volume);
    await pipeline(tar, extract(this.filesOf(volume)));
  }

  /** None, if the record is not written yet or the volume is being removed. */
  private async read(name: string): Promise<Volume[]> {
    const record = await readFile(join(this.root, name, RECORD), 'utf8').catch(absent(null));
    return record === null ? [] : [JSON.parse(record) as Volume];
  }

  private async has(volume: Volume, path: string): Promise<boolean> {
    return (await lstat(this.placeOf(volume, path)).catch(() => null)) !== null;
  }

  /** Made beside the volume and moved there whole: what has the folder's name is never half of it. */
  private async unpack(volume: Volume, folder: string, tar: () => Readable): Promise<void> {
    if (await this.has(volume, folder)) return;
    const draft = join(this.root, volume.name, randomUUID());
    try {
      await mkdir(draft);
      await pipeline(tar(), extract(draft));
      const above = partsOf(folder).slice(partsOf(volume.path).length, -1);
      if (above.length > 0) await writeInside(this.filesOf(volume), above, null).catch(inTheWay);
      await rename(draft, this.placeOf(volume, folder));
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  /** On this machine. */
  private placeOf(volume: Volume, path: string): string {
    return join(this.filesOf(volume), ...partsOf(path).slice(partsOf(volume.path).length));
  }
}

/** The header's field ends at 8 GiB: a reader would take the rest of a larger file for the entries that follow. */
const withWholeSize = (header: Headers) =>
  header.size > MOST_IN_HEADER ? { ...header, pax: { size: String(header.size) } } : header;

/** For the failure of a read: what it gives where there is nothing, or nothing any more. */
const absent =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };

function inTheWay(error: unknown): never {
  if (error instanceof AppError && error.code === 'invalid_request')
    throw new AppError('folder_in_the_way', {}, { cause: error });
  throw error;
}

/** Null where a folder was removed meanwhile. */
async function sizeOf(folder: string): Promise<number | null> {
  const entries: Dirent[] | null = await readdir(folder, { recursive: true, withFileTypes: true }).catch(absent(null));
  if (!entries) return null;
  const sizes = await Promise.all(
    entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => lstat(join(entry.parentPath, entry.name)).then(({ size }) => size, absent(0))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
