import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { extract } from 'tar-stream';
import { AppError } from '../../errors/app-error.js';
import { partsOf } from '../container-path.js';
import { packedTar } from '../packed-tar.js';
import { changeDeadline, engine, statusOf } from './docker-errors.js';
import { Folders, inTheWay, type Owner, pathOf } from './docker-files.js';
import { movingOn } from './docker-volume-copy.js';
import { StallTimeout } from './stall-timeout.js';

/** Longest time the engine may take for the next piece. */
const PATIENCE_MS = 60_000;

export async function existsIn(container: Docker.Container, path: string): Promise<boolean> {
  const stop = new AbortController();
  const abortSignal = AbortSignal.any([stop.signal, changeDeadline()]);
  try {
    // Without a trailing dot: a link is there, wherever it leads.
    const archive = (await engine(
      container.getArchive({ path: `/${partsOf(path).join('/')}`, abortSignal }),
      [404],
    )) as Readable;
    archive.once('error', () => undefined).destroy();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw asFolderError(error);
  } finally {
    stop.abort();
  }
}

/**
 * One call of the engine for everything. It unpacks while it reads, so of one that was interrupted everything up to one file
 * is there: what comes after that is added.
 */
export async function unpackInto(container: Docker.Container, folder: string, tar: () => Readable): Promise<void> {
  const parts = partsOf(folder);
  try {
    const top = await new Folders(container).nearest(parts);
    const missing = parts.slice(top.path.length);
    const there = missing.length > 0 ? new Map<string, number>() : await sizesIn(container, parts);
    const last = there.size > 0 ? [...(await sizesOf(tar())).keys()].findLast((name) => there.has(name)) : undefined;
    const isWanted = (name: string, size: number): boolean =>
      !there.has(name) || (name === last && (there.get(name) ?? 0) < size);
    await put(container, pathOf(top.path), entriesOf(tar(), { missing, owner: top.owner, isWanted }));
  } catch (error) {
    throw asFolderError(error);
  }
}

async function put(container: Docker.Container, path: string, entries: Readable): Promise<void> {
  const patience = new StallTimeout(PATIENCE_MS);
  const content = Readable.from(movingOn(entries, patience), { objectMode: false });
  const options = { path, noOverwriteDirNonDir: 'true', abortSignal: patience.signal };
  await engine(patience.during(container.putArchive(content, options)), [400]);
}

interface Target {
  /** Folders that are made first. */
  readonly missing: readonly string[];
  readonly owner: Owner;
  readonly isWanted: (name: string, size: number) => boolean;
}

function entriesOf(tar: Readable, { missing, owner, isWanted }: Target): Readable {
  return packedTar(async (packed) => {
    missing.forEach((_, index) => {
      packed.entry({ name: `${missing.slice(0, index + 1).join('/')}/`, type: 'directory', mode: 0o755, ...owner });
    });
    const entries = extract();
    entries.on('entry', ({ name: given, type, size = 0, mtime, mode }, content, next) => {
      const name = plain(given);
      if (!isWanted(name, size)) {
        content.once('end', next).resume();
        return;
      }
      const path = [...missing, name].join('/');
      const header = { name: path, size, ...owner, ...(mtime && { mtime }), ...(mode && { mode }) };
      if (type === 'directory') {
        packed.entry({ ...header, type: 'directory' }, next);
        content.resume();
      } else pipeline(content, packed.entry(header)).then(() => next(), next);
    });
    await pipeline(tar, entries);
  });
}

async function sizesIn(container: Docker.Container, parts: readonly string[]): Promise<Map<string, number>> {
  const patience = new StallTimeout(PATIENCE_MS);
  const archive = await engine(
    patience.during(container.getArchive({ path: pathOf(parts), abortSignal: patience.signal })),
  );
  return sizesOf(archive as Readable);
}

/** By name, in the archive's order. */
async function sizesOf(tar: Readable): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const entries = extract();
  entries.on('entry', ({ name, size = 0 }, content, next) => {
    sizes.set(plain(name), size);
    content.once('end', next).resume();
  });
  await pipeline(tar, entries);
  return sizes;
}

/** Without the dot at the beginning and the slash at the end. */
const plain = (name: string): string => name.replace(/^\.\//, '').replace(/\/$/, '');

/** A file where a folder should be is in the container, not in the request. */
function asFolderError(error: unknown): AppError {
  const known = inTheWay(error);
  return known.code === 'invalid_request' ? new AppError('folder_in_the_way', {}, { cause: error }) : known;
}
