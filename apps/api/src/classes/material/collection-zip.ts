import { createHash } from 'node:crypto';
import { type PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { ZipFile } from 'yazl';
import { BYTE_ORDER_MARK, csvLine } from '../../http/csv.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import type { LeftOut } from './collected-part.js';
import { windowsName } from './windows-name.js';

/** Smaller already: packing them again costs time and saves nothing. */
const PACKED =
  /\.(zip|gz|tgz|bz2|xz|zst|7z|rar|jpe?g|png|gif|webp|avif|heic|mp[34]|m4[av]|mov|webm|og[gv]|pdf|docx|xlsx|pptx|od[tsp]|jar|whl|woff2?)$/i;

export interface ZippedPart {
  readonly name: string;
  readonly slug: string;
  /** Null: nothing was collected. */
  readonly tar: (() => Readable) | null;
  readonly files: number;
  readonly bytes: number;
  readonly changedAt: Date | null;
  readonly leftOut: readonly LeftOut[];
  /** Why there is nothing, in the reader's language. */
  readonly reason: string | null;
}

/**
 * The parts of all, with a list of contents. Written while the parts are read: only names, sizes and sums are in memory.
 * @param top the folder that holds everything
 */
export function collectionZip(top: string, parts: Iterable<ZippedPart>, language: Language): Readable {
  const zip = new ZipFile();
  const archive = zip.outputStream as PassThrough;
  zip.once('error', (error: Error) => archive.destroy(error));
  packInto(zip, windowsName(top), parts, language).then(
    () => {
      zip.end();
    },
    (error: unknown) => archive.destroy(error as Error),
  );
  return archive;
}

async function packInto(zip: ZipFile, top: string, parts: Iterable<ZippedPart>, language: Language): Promise<void> {
  const texts = messages(language).collection;
  const lines = [csvLine(texts.columns)];
  const sums: string[] = [];
  for (const part of parts) {
    const folder = windowsName(`${part.name} (${part.slug})`);
    const own = part.tar ? await addPart(zip, `${top}/${folder}`, part.tar()) : [];
    const ownSums = own.map(([sum, path]) => `${sum}  ${folder}/${path}\n`).join('');
    sums.push(ownSums);
    lines.push(
      csvLine([
        ...[part.name, part.slug, part.files, part.bytes, part.changedAt?.toISOString() ?? null],
        part.files > 0 ? createHash('sha256').update(ownSums).digest('hex') : null,
        [
          ...(part.reason === null ? [] : [part.reason]),
          ...part.leftOut.map(({ path, reason }) => `${path} (${texts.leftOut[reason]})`),
        ].join('\n'),
      ]),
    );
  }
  zip.addBuffer(Buffer.from(BYTE_ORDER_MARK + lines.join('')), `${top}/${texts.contents}.csv`);
  zip.addBuffer(Buffer.from(sums.join('')), `${top}/SHA256SUMS`);
}

/** @returns the sums of its files and their paths */
async function addPart(zip: ZipFile, folder: string, tar: Readable): Promise<[sum: string, path: string][]> {
  const sums: [string, string][] = [];
  const entries = extract();
  entries.on('entry', ({ name, mtime = new Date(0) }, content, next) => {
    const hash = createHash('sha256');
    const hashed = new Transform({
      transform: (chunk: Buffer, _, done) => {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    hashed.once('end', () => {
      sums.push([hash.digest('hex'), name]);
      next();
    });
    content.on('error', (error: Error) => hashed.destroy(error)).pipe(hashed);
    const compress = !PACKED.test(name);
    zip.addReadStream(hashed, `${folder}/${name}`, {
      ...{ mtime, mode: 0o100644, compress, forceDosTimestamp: true },
      ...(compress && { compressionLevel: 1 }),
    });
  });
  await pipeline(tar, entries);
  return sums;
}
