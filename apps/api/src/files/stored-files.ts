import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';
import { diskSpaceAt } from '../runtime/disk-space.js';

/** Longer than any process takes from writing a file to storing its name. */
const ORPHAN_MS = 3_600_000;

/**
 * Files of the installation that are too large for the database, under random names: nothing that somebody has typed is
 * ever a path. Written under another name first, so what has its name is whole.
 */
@Injectable()
export class StoredFiles {
  private readonly folder: string;

  constructor(settings: Settings) {
    this.folder = settings.folders.files;
  }

  pathOf(id: string): string {
    return join(this.folder, id);
  }

  /** @returns its name. @throws AppError `files_dir_full`, and what the content fails with */
  async write(content: Readable): Promise<string> {
    const id = randomUUID();
    const draft = this.pathOf(`${id}.draft`);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await pipeline(content, createWriteStream(draft, { mode: 0o600, flags: 'wx', flush: true }));
      await rename(draft, this.pathOf(id));
      return id;
    } catch (error) {
      content.destroy();
      await rm(draft, { force: true });
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'ENOSPC' || code === 'EDQUOT' ? new AppError('files_dir_full', {}, { cause: error }) : error;
    }
  }

  read(id: string): Readable {
    return createReadStream(this.pathOf(id));
  }

  /** Stays readable when it is deleted meanwhile. The caller closes it. Null where it is gone. */
  open(id: string): Promise<FileHandle | null> {
    return open(this.pathOf(id)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
  }

  /** Null where it is gone. */
  async sizeOf(id: string): Promise<number | null> {
    const found = await stat(this.pathOf(id)).catch(() => null);
    return found?.size ?? null;
  }

  async remove(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await rm(this.pathOf(id), { force: true });
  }

  async freeBytes(): Promise<number> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    return (await diskSpaceAt(this.folder)).free;
  }

  /** Removes what no row names: a process has died before it stored the name, or after it deleted the row. */
  async sweep(named: ReadonlySet<string>, now: number): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) {
      if (named.has(name)) continue;
      const found = await stat(this.pathOf(name)).catch(() => null);
      if (found && now - found.mtimeMs > ORPHAN_MS) await this.remove(name);
    }
  }
}
