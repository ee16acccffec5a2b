import type { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { extract, type Headers } from 'tar-stream';
import { ZipFile } from 'yazl';
import { AppError } from '../errors/app-error.js';
import { type Volume, VolumeStore } from '../runtime/volume-store.js';
import { UserContainerRepository } from './user-container.repository.js';

const RETRY_SECONDS = 60;
/** Names what the archive lacks: links, of which ZIP has none that all programs understand, sockets, devices, too many files. */
const LEFT_OUT = 'left-out.txt';
const MOST_NAMED = 1000;
const LONGEST_NAME = 65_535;
/** The archive's table of contents, 2 kB for each file, is in memory until its end; empty files cost their owner nothing. */
const MOST_FILES = 100_000;

/** What containers of a person keep, as one ZIP archive: read while it is sent, so its size does not matter. */
@Injectable()
export class VolumeArchives {
  /** One at a time for each person, because each of them reads whole volumes. */
  private readonly underWay = new Set<number>();
  /** Fewer in tests. */
  mostFiles = MOST_FILES;

  constructor(
    private readonly volumes: VolumeStore,
    private readonly rows: UserContainerRepository,
  ) {}

  /**
   * Also of types that the catalogue no longer has. A failure in the middle breaks the stream.
   * @param only the type of one container
   * @throws AppError `no_container`, `too_many_requests`, `runtime_unreachable`
   */
  async open(userId: number, only?: string): Promise<Readable> {
    if (this.underWay.has(userId)) throw new AppError('too_many_requests', { retryAfterSeconds: RETRY_SECONDS });
    this.underWay.add(userId);
    try {
      const types = (await this.rows.ofUser(userId)).map(({ type }) => type);
      if (only !== undefined && !types.includes(only)) throw new AppError('no_container');
      const volumes: Volume[] = [];
      // Without the files of a machine that is away, an archive would look complete.
      for (const type of only === undefined ? types : [only])
        volumes.push(...(await this.volumes.listOf({ userId, type })));
      const archive = zipOf(volumes, this.mostFiles, (volume) => this.volumes.export(volume));
      archive.once('close', () => this.underWay.delete(userId));
      // It may fail before its reader listens; without a listener that would end the process.
      archive.once('error', () => undefined);
      return archive;
    } catch (error) {
      this.underWay.delete(userId);
      throw error;
    }
  }
}

function zipOf(volumes: readonly Volume[], mostFiles: number, tarOf: (volume: Volume) => Promise<Readable>): Readable {
  const zip = new ZipFile();
  const archive = zip.outputStream as PassThrough;
  const left = new AbortController();
  archive.once('close', () => {
    left.abort();
  });
  zip.once('error', (error: Error) => archive.destroy(error));
  packInto(zip, volumes, mostFiles, tarOf, left.signal).catch((error: unknown) => archive.destroy(error as Error));
  return archive;
}

async function packInto(
  zip: ZipFile,
  volumes: readonly Volume[],
  mostFiles: number,
  tarOf: (volume: Volume) => Promise<Readable>,
  signal: AbortSignal,
): Promise<void> {
  const leftOut: string[] = [];
  let files = 0;
  let notNamed = 0;
  for (const volume of volumes) {
    signal.throwIfAborted();
    const entries = extract();
    entries.on('entry', (header, content, next) => {
      const { type, linkname } = header;
      const path = pathInZip(volume, header);
      content.once('end', next);
      // The library throws where nothing would catch it: at longer names, and at times before 1970 unless they are DOS's.
      const fits = Buffer.byteLength(path) <= LONGEST_NAME;
      if (fits && files < mostFiles && (type === 'file' || type === 'contiguous-file')) {
        files += 1;
        const mtime = header.mtime ?? new Date(0);
        // Fast rather than small: the processor is shared with everybody's containers.
        zip.addReadStream(content, path, { mtime, mode: modeOf(header), compressionLevel: 1, forceDosTimestamp: true });
        return;
      }
      if (type !== 'directory') {
        if (leftOut.length < MOST_NAMED)
          leftOut.push(linkname ? `${path} -> ${linkname}\n` : `${path.slice(0, 500)}\n`);
        else notNamed += 1;
      }
      content.resume();
    });
    await pipeline(await tarOf(volume), entries, { signal });
  }
  if (notNamed > 0) leftOut.push(`+ ${String(notNamed)}\n`);
  if (leftOut.length > 0) zip.addBuffer(Buffer.from(leftOut.join('')), LEFT_OUT);
  zip.end();
}

/** `dev/usr/share/html/index.html`. A backslash separates folders on Windows, which would make other names of it. */
const pathInZip = ({ type, path }: Volume, { name }: Headers): string =>
  `${type}${path}/${name.replace(/^(\.?\/)+/, '')}`.replaceAll('\\', '_');

const REGULAR_FILE = 0o100000;
/** The reader's own user unpacks it: they must be able to read and delete what root wrote. */
const modeOf = ({ mode = 0 }: Headers): number => REGULAR_FILE | 0o600 | (mode & 0o177);
