import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { extract, type Headers, pack } from 'tar-stream';
import { AppError } from '../../errors/app-error.js';
import { partsOf } from '../container-path.js';
import type { NewFile } from '../volume-store.js';
import { asAppError, changeDeadline, engine, reasonOf, statusOf } from './docker-errors.js';

export type Owner = Pick<Headers, 'uid' | 'gid'>;

/**
 * Writes files through the engine, which resolves every link on the way to an existing folder inside the container's own
 * root: one call for each such folder. Below it, folders that are missing are made; like the files they get its owner.
 */
export async function writeInto(container: Docker.Container, folder: string, files: readonly NewFile[]): Promise<void> {
  const folders = new Folders(container);
  const places = new Map<string, { readonly top: Top; readonly files: NewFile[] }>();
  for (const { path, content } of files) {
    const parts = partsOf(`${folder}/${path}`);
    const top = await folders.nearest(content ? parts.slice(0, -1) : parts);
    const place = places.get(pathOf(top.path)) ?? { top, files: [] };
    places.set(pathOf(top.path), place);
    place.files.push({ path: parts.slice(top.path.length).join('/'), content });
  }
  for (const { top, files } of places.values()) await writeBelow(container, top, files);
}

async function writeBelow(container: Docker.Container, { path, owner }: Top, files: readonly NewFile[]): Promise<void> {
  const tar = pack();
  const made = new Set(['']);
  for (const { path, content } of files) {
    const parts = path.split('/');
    const folders = content ? parts.slice(0, -1) : parts;
    folders.forEach((_, index) => {
      const name = folders.slice(0, index + 1).join('/');
      if (!made.has(name)) tar.entry({ name: `${name}/`, type: 'directory', mode: 0o755, ...owner });
      made.add(name);
    });
    if (content) tar.entry({ name: path, mode: 0o644, mtime: new Date(), ...owner }, content);
  }
  tar.finalize();
  try {
    await engine(
      container.putArchive(await bytesOf(tar), {
        path: pathOf(path),
        // Without it a file would replace a whole folder of its name.
        noOverwriteDirNonDir: 'true',
        abortSignal: changeDeadline(),
      }),
      [400],
    );
  } catch (error) {
    throw inTheWay(error);
  }
}

/** A folder that exists. */
export interface Top {
  readonly path: readonly string[];
  readonly owner: Owner;
}

/** The folders of a container, each looked up once. */
export class Folders {
  private readonly known = new Map<string, Promise<Top>>();

  constructor(private readonly container: Docker.Container) {}

  /** The deepest folder on this path that exists. Below one that is known to be missing, all are. */
  nearest(path: readonly string[]): Promise<Top> {
    const known = this.known.get(pathOf(path)) ?? this.find(path);
    this.known.set(pathOf(path), known);
    return known;
  }

  private async find(path: readonly string[]): Promise<Top> {
    const parent = path.slice(0, -1);
    const above = this.known.get(pathOf(parent));
    if (above && (await above).path.length < parent.length) return above;
    const owner = await ownerOf(this.container, pathOf(path));
    if (owner) return { path, owner };
    // The root is missing only where the container is.
    if (path.length === 0) throw new AppError('no_container');
    return this.nearest(parent);
  }
}

/** Read from the first header of the folder's archive: no other call of the engine's API gives it. */
async function ownerOf(container: Docker.Container, path: string): Promise<Owner | null> {
  const stop = new AbortController();
  const abortSignal = AbortSignal.any([stop.signal, changeDeadline()]);
  const headers = extract();
  try {
    const archive = await engine(container.getArchive({ path, abortSignal }), [404, 500]);
    archive.on('error', (error: Error) => headers.destroy(error)).pipe(headers);
    const [{ uid, gid }] = (await once(headers, 'entry', { signal: abortSignal })) as [Headers];
    return { uid, gid };
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw inTheWay(error);
  } finally {
    headers.destroy();
    stop.abort();
  }
}

/** The trailing dot makes the engine follow a link to a folder. */
export const pathOf = (parts: readonly string[]): string => `/${[...parts, '.'].join('/')}`;

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A file where the path needs a folder, the other way round, or a read-only place: the caller's mistake. */
export function inTheWay(error: unknown): AppError {
  return /not a directory|cannot overwrite (non-)?directory|marked read-only/i.test(reasonOf(error))
    ? new AppError('invalid_request', {}, { cause: error })
    : asAppError(error);
}
