import { Injectable } from '@nestjs/common';
import { containerName, type ContainerRef } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { type NewFile, VolumeStore } from '../runtime/volume-store.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { StorageLimits } from './storage-limits.js';
import { UserContainerRepository } from './user-container.repository.js';
import { type ArchivedFile, readZip, type RefusedFile, type ZipOptions } from './zip-archive.js';

/** Unpacked in memory at a time; also the files that go to the runtime by one call. */
const BATCH_BYTES = 8 * 1024 * 1024;

interface Unpacked {
  readonly stored: number;
  readonly start: string | null;
  readonly left_out: string[];
  readonly failed: RefusedFile[];
}

/** Files that an owner uploads into a container. */
@Injectable()
export class ContainerFiles {
  constructor(
    private readonly catalogue: TemplateCatalogue,
    private readonly volumes: VolumeStore,
    private readonly rows: UserContainerRepository,
    private readonly storage: StorageLimits,
  ) {}

  /**
   * @param path below the template's upload folder, as FilePath allows it
   * @throws AppError `unknown_type`, `files_not_accepted`, `no_container`, `storage_full`
   */
  async put(ref: ContainerRef, path: string, content: Buffer): Promise<void> {
    const folder = await this.folderOf(ref);
    await this.storage.take(ref, content.length);
    await this.volumes.writeFiles(containerName(ref), folder, [{ path, content }]);
  }

  /**
   * Stores what a ZIP archive holds; a file that cannot be stored does not keep the others back.
   * @throws AppError `unknown_type`, `files_not_accepted`, `no_container`, `archive_invalid`, `archive_too_large`,
   * `storage_full`
   */
  async unpack(ref: ContainerRef, archive: Buffer, options: ZipOptions): Promise<Unpacked> {
    const folder = await this.folderOf(ref);
    const { files, folders, leftOut, refused } = await readZip(archive, options);
    // All of them before the first is written: an archive is stored whole or not at all.
    await this.storage.take(
      ref,
      files.reduce((total, { bytes }) => total + bytes, 0),
    );
    const failed = [...refused];
    const stored: string[] = [];
    for (const batch of [folders.map((path) => ({ path, content: null })), ...batchesOf(files)]) {
      const written: NewFile[] = [];
      for (const file of batch) {
        if (!('read' in file)) written.push(file);
        else {
          const content = await file.read().catch(() => null);
          if (content) written.push({ path: file.path, content });
          else failed.push({ path: file.path, reason: 'unreadable' });
        }
      }
      const inTheWay = await this.write(containerName(ref), folder, written);
      failed.push(...inTheWay.map((path) => ({ path, reason: 'in_the_way' as const })));
      const lost = new Set(inTheWay);
      stored.push(...written.flatMap(({ path, content }) => (content && !lost.has(path) ? [path] : [])));
    }
    return { stored: stored.length, start: startOf(stored), left_out: [...leftOut], failed };
  }

  private async folderOf(ref: ContainerRef): Promise<string> {
    const { upload } = this.catalogue.get(ref.type);
    if (upload === null) throw new AppError('files_not_accepted');
    // One that is only prepared, or will be by the time the files are written, may go again with its volumes.
    const row = await this.rows.find(ref);
    if (!row || row.status === 'not_created') throw new AppError('no_container');
    return upload;
  }

  /** Returns the paths where something is in the way: found by halves, since the runtime does not name them. */
  private async write(instance: string, folder: string, files: readonly NewFile[]): Promise<string[]> {
    const [first] = files;
    if (!first) return [];
    try {
      await this.volumes.writeFiles(instance, folder, files);
      return [];
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'invalid_request')) throw error;
      if (files.length === 1) return [first.path];
      const half = Math.ceil(files.length / 2);
      return [
        ...(await this.write(instance, folder, files.slice(0, half))),
        ...(await this.write(instance, folder, files.slice(half))),
      ];
    }
  }
}

function batchesOf(files: readonly ArchivedFile[]): ArchivedFile[][] {
  const batches: ArchivedFile[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    bytes += file.bytes;
    if (bytes > BATCH_BYTES) {
      batches.push([]);
      ({ bytes } = file);
    }
    batches.at(-1)?.push(file);
  }
  return batches;
}

/** The folder of the uppermost index.html. */
function startOf(paths: readonly string[]): string | null {
  const folders = paths.flatMap((path) => /^(?<folder>.*\/)?index\.html?$/.exec(path)?.slice(1, 2) ?? []);
  const depth = (folder: string | undefined): number => folder?.split('/').length ?? 0;
  const [first] = folders.sort((one, other) => depth(one) - depth(other));
  return folders.length > 0 ? (first ?? '') : null;
}
