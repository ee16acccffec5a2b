import { createReadStream } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { FilePath, MOST_MATERIAL_FILES } from '@spawner/contracts';
import { extract, type Headers, type Pack } from 'tar-stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { commonFolder, faultOf, isLitter, nameOf } from '../../containers/zip-archive.js';
import { AppError } from '../../errors/app-error.js';
import { ArchiveUnsafe } from '../../errors/archive-unsafe.error.js';
import { packedTar } from '../../runtime/packed-tar.js';

/** Of one part of a path: some file systems hold no longer names, and one of ours may get a number. */
const MOST_NAME_BYTES = 200;

/** What was uploaded, as a file on the disk. */
export interface Upload {
  readonly path: string;
  readonly kind: 'zip' | 'tar' | 'file';
  readonly bytes: number;
  /** Of a single file. */
  readonly fileName: string;
  /** Times of the entries: equal for all who get them. */
  readonly at: Date;
}

/**
 * What is handed out, as a tar that holds files and folders only: without owners, links and devices. An archive of a
 * stranger, checked entry by entry while it is read; what it unpacks to is counted, whatever it states.
 */
export class MaterialArchive {
  files = 0;
  bytes = 0;
  private entries = 0;
  private readonly paths = new Map<string, 'file' | 'folder'>();
  private tar!: Pack;

  constructor(
    private readonly upload: Upload,
    private readonly mostBytes: number,
  ) {}

  /** Fails with AppError `archive_unsafe`, `archive_invalid`, `archive_too_large`. */
  read(): Readable {
    return packedTar((tar) => {
      this.tar = tar;
      return this.readAll();
    });
  }

  private readAll(): Promise<void> {
    const { kind, path, bytes, fileName } = this.upload;
    if (kind === 'zip') return this.readZip(path);
    if (kind === 'tar') return this.readTar(path);
    return this.addFile(fileName, bytes, createReadStream(path));
  }

  private async readZip(path: string): Promise<void> {
    const zip = await openZip(path);
    try {
      if (zip.entryCount > MOST_MATERIAL_FILES) throw this.tooLarge();
      const all: { readonly entry: Entry; readonly name: string }[] = [];
      for await (const entry of zip.eachEntry()) {
        const name = nameOf(entry);
        if (!isLitter(name)) all.push({ entry, name });
      }
      const top = commonFolder(all.map(({ name }) => name));
      for (const { entry, name } of all) {
        const isFolder = name.endsWith('/');
        const below = name.slice(top.length);
        const fault = faultOf(entry, isFolder);
        if (fault && fault !== 'in_the_way') throw new ArchiveUnsafe(name, fault);
        if (below === '') continue;
        if (isFolder) await this.addFolder(below.slice(0, -1), name);
        else await this.addZipped(zip, entry, below, name);
      }
    } catch (error) {
      throw error instanceof AppError ? error : new AppError('archive_invalid', {}, { cause: error });
    } finally {
      zip.close();
    }
  }

  private async addZipped(zip: ZipFile, entry: Entry, path: string, name: string): Promise<void> {
    this.check(path, 'file', name);
    this.count(entry.uncompressedSize);
    let sum = 0;
    const summed = new Transform({
      transform: (chunk: Buffer, _, done) => {
        sum = crc32(chunk, sum);
        done(null, chunk);
      },
    });
    try {
      const content = await zip.openReadStreamPromise(entry);
      content.on('error', (error: Error) => summed.destroy(error));
      await pipeline(content.pipe(summed), this.tar.entry(this.header(path, entry.uncompressedSize)));
    } catch (error) {
      throw error instanceof AppError ? error : new ArchiveUnsafe(name, 'unreadable', { cause: error });
    }
    if (sum !== entry.crc32) throw new ArchiveUnsafe(name, 'unreadable');
  }

  private async readTar(path: string): Promise<void> {
    const entries = extract();
    entries.on('entry', (header, content, next) => {
      this.addTarred(header, content).then(() => next(), next);
    });
    try {
      await pipeline(createReadStream(path), entries);
    } catch (error) {
      throw error instanceof AppError ? error : new AppError('archive_invalid', {}, { cause: error });
    }
  }

  private async addTarred({ name, type, size = 0 }: Headers, content: Readable): Promise<void> {
    // An extended header may state any number, and this one would make room for more than is allowed.
    if (size < 0) throw new AppError('archive_invalid');
    const path = name.replace(/^(\.\/)+/, '').replace(/\/$/, '');
    if (path === '' || path === '.' || isLitter(name)) {
      content.resume();
    } else if (type === 'directory') {
      await this.addFolder(path, name);
      content.resume();
    } else if (type === 'file' || type === 'contiguous-file') {
      this.check(path, 'file', name);
      this.count(size);
      await pipeline(content, this.tar.entry(this.header(path, size)));
    } else throw new ArchiveUnsafe(name, 'link');
  }

  private async addFile(path: string, bytes: number, content: Readable): Promise<void> {
    this.check(path, 'file', path);
    this.count(bytes);
    await pipeline(content, this.tar.entry(this.header(path, bytes)));
  }

  private async addFolder(path: string, name: string): Promise<void> {
    this.check(path, 'folder', name);
    await new Promise<void>((resolve, reject) => {
      this.tar.entry({ name: `${path}/`, type: 'directory', mode: 0o755, mtime: this.upload.at }, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  private check(path: string, kind: 'file' | 'folder', name: string): void {
    this.entries += 1;
    if (this.entries > MOST_MATERIAL_FILES) throw this.tooLarge();
    const parts = path.split('/');
    const isFine =
      FilePath.safeParse(path).success && parts.every((part) => Buffer.byteLength(part) <= MOST_NAME_BYTES);
    if (!isFine) throw new ArchiveUnsafe(name, 'bad_path');
    // In the form in which file systems would meet: two spellings of one name, or a file where others need a folder.
    const plain = path.normalize('NFC');
    const above = parts.slice(0, -1).map((_, index) =>
      parts
        .slice(0, index + 1)
        .join('/')
        .normalize('NFC'),
    );
    const known = this.paths.get(plain);
    const isTwice = known !== undefined && (known === 'file' || kind === 'file');
    if (isTwice || above.some((folder) => this.paths.get(folder) === 'file'))
      throw new ArchiveUnsafe(name, 'duplicate');
    for (const folder of above) this.paths.set(folder, 'folder');
    this.paths.set(plain, kind);
  }

  private count(bytes: number): void {
    this.files += 1;
    this.bytes += bytes;
    if (this.bytes > this.mostBytes) throw this.tooLarge();
  }

  private header(path: string, size: number): Headers {
    return { name: path.normalize('NFC'), size, mode: 0o644, mtime: this.upload.at };
  }

  private tooLarge(): AppError {
    return new AppError('archive_too_large', {
      entries: MOST_MATERIAL_FILES,
      megabytes: Math.floor(this.mostBytes / 1024 ** 2),
    });
  }
}

/** Not by the library's names: it refuses a whole archive without saying for which. */
const openZip = async (path: string): Promise<ZipFile> =>
  openPromise(path, { decodeStrings: false, autoClose: false }).catch((error: unknown) => {
    throw new AppError('archive_invalid', {}, { cause: error });
  });
