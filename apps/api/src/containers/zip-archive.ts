import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { FilePath, MOST_FILE_BYTES, type NotStored } from '@spawner/contracts';
import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { AppError } from '../errors/app-error.js';

/** Also of folders: in each path there may be hundreds. */
const MOST_ENTRIES = 5000;
/** Unpacked, all files together. */
const MOST_BYTES = 100 * 1024 * 1024;

const STORED = 0;
const DEFLATED = 8;
const UTF8_FLAG = 0x800;
const UNIX = 3;
const FILE_TYPE = 0o170000;
const REGULAR_FILE = 0o100000;
const FOLDER = 0o040000;

export interface ArchivedFile {
  readonly path: string;
  readonly bytes: number;
  /** Fails unless size and checksum are those that the archive states. */
  read(): Promise<Buffer>;
}

export interface RefusedFile {
  readonly path: string;
  readonly reason: NotStored;
}

export interface ArchiveContent {
  readonly files: readonly ArchivedFile[];
  /** Those without a file. */
  readonly folders: readonly string[];
  readonly leftOut: readonly string[];
  readonly refused: readonly RefusedFile[];
}

export interface ZipOptions {
  /** Leaves the folder out of all paths that holds everything, where there is one. */
  readonly strip: boolean;
}

/**
 * What a ZIP archive of a stranger holds. Nothing is unpacked yet: each file is checked by what the archive states, and
 * `read` holds it to that.
 * @throws AppError `archive_invalid`, `archive_too_large`
 */
export async function readZip(archive: Buffer, { strip }: ZipOptions = { strip: false }): Promise<ArchiveContent> {
  const files: ArchivedFile[] = [];
  const folders = new Set<string>();
  const above = new Set<string>();
  const leftOut: string[] = [];
  const refused: RefusedFile[] = [];
  const seen = new Set<string>();
  const entries: NamedEntry[] = [];
  for await (const named of entriesOf(archive)) {
    if (isLitter(named.name)) leftOut.push(named.name);
    else entries.push(named);
  }
  const top = strip ? commonFolder(entries.map(({ name }) => name)) : '';
  for (const { zip, entry, name: fullName } of entries) {
    // Checked without the folder: `top//etc` would be an absolute path.
    const name = fullName.slice(top.length);
    if (name === '') continue;
    const isFolder = name.endsWith('/');
    const path = FilePath.safeParse(isFolder ? name.slice(0, -1) : name);
    const isTooLarge = entry.uncompressedSize > MOST_FILE_BYTES;
    const reason = path.success ? (faultOf(entry, isFolder) ?? (isTooLarge ? 'too_large' : null)) : 'bad_path';
    if (path.success && !reason) addFoldersAbove(path.data, above);
    if (above.size > MOST_ENTRIES) throw tooLarge();
    if (!path.success || reason) refused.push({ path: name, reason: reason ?? 'bad_path' });
    else if (isFolder) folders.add(path.data);
    else if (seen.has(path.data)) refused.push({ path: path.data, reason: 'duplicate' });
    else {
      seen.add(path.data);
      files.push({ path: path.data, bytes: entry.uncompressedSize, read: () => read(zip, entry, archive) });
    }
  }
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES) throw tooLarge();
  return { files, folders: [...folders].filter((folder) => !above.has(folder)), leftOut, refused };
}

interface NamedEntry {
  readonly zip: ZipFile;
  readonly entry: Entry;
  readonly name: string;
}

async function* entriesOf(archive: Buffer): AsyncGenerator<NamedEntry> {
  try {
    // Not by the library's names: it refuses a whole archive for the name of one file.
    const zip = await fromBufferPromise(archive, { decodeStrings: false });
    if (zip.entryCount > MOST_ENTRIES) throw tooLarge();
    for await (const entry of zip.eachEntry()) yield { zip, entry, name: nameOf(entry) };
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('archive_invalid', {}, { cause: error });
  }
}

const tooLarge = (): AppError =>
  new AppError('archive_too_large', { entries: MOST_ENTRIES, megabytes: MOST_BYTES / 1024 ** 2 });

/** macOS writes UTF-8 without the flag that says so; what is no UTF-8 either is in the code page of DOS. */
export function nameOf({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  const flags = isUtf8(fileNameRaw) ? generalPurposeBitFlag | UTF8_FLAG : generalPurposeBitFlag;
  return getFileNameLowLevel(flags, fileNameRaw, extraFields, false);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** With its slash; empty where there is none, or where its name is not allowed. */
export function commonFolder(names: readonly string[]): string {
  const [folder = ''] = /^[^/]+(?=\/)/.exec(names[0] ?? '') ?? [];
  const isCommon = FilePath.safeParse(folder).success && names.every((name) => name.startsWith(`${folder}/`));
  return isCommon ? `${folder}/` : '';
}

/** What systems put beside the files of a person: previews, icons and attributes of macOS and Windows. */
export const isLitter = (name: string): boolean =>
  /(^|\/)(__MACOSX\/|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$)/i.test(name);

export function faultOf(entry: Entry, isFolder: boolean): Exclude<NotStored, 'too_large'> | null {
  const { versionMadeBy, externalFileAttributes, compressionMethod } = entry;
  // Only systems of the Unix kind have links; zero where the program that packed it does not say.
  const type = versionMadeBy >>> 8 === UNIX ? (externalFileAttributes >>> 16) & FILE_TYPE : 0;
  if (type !== 0 && type !== (isFolder ? FOLDER : REGULAR_FILE)) return 'link';
  if (isFolder) return null;
  if (entry.isEncrypted()) return 'encrypted';
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) return 'unreadable';
  return null;
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

async function read(zip: ZipFile, entry: Entry, archive: Buffer): Promise<Buffer> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = archive.subarray(fileDataStart, fileDataStart + entry.compressedSize);
  const content =
    entry.compressionMethod === STORED
      ? packed
      : // More would be a lie of the archive: memory for it is never taken.
        await inflate(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
  if (content.length !== entry.uncompressedSize || crc32(content) !== entry.crc32) throw new Error('damaged');
  return content;
}

/** From the lowest one: where that is known, all above it are. */
function addFoldersAbove(path: string, known: Set<string>): void {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end);
    if (known.has(folder)) return;
    known.add(folder);
  }
}
