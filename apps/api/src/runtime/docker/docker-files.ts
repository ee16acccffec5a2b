import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { extract, type Headers, pack } from 'tar-stream';
import { AppError } from '../../errors/app-error.js';
import { partsOf } from '../container-path.js';
import { asAppError, changeDeadline, engine, reasonOf, statusOf } from './docker-errors.js';

type Owner = Pick<Headers, 'uid' | 'gid'>;

/**
 * Writes a file through the engine, which resolves every link inside the container's own root. Folders that are missing
 * are made, and like the file they get the owner of the folder they are in.
 */
export async function writeInto(container: Docker.Container, path: string, content: Buffer): Promise<void> {
  const parts = partsOf(path);
  const { depth, owner } = await nearestFolder(container, parts.slice(0, -1));
  const tar = pack();
  const missing = parts.slice(depth);
  missing.slice(0, -1).forEach((_, index) => {
    tar.entry({ name: `${missing.slice(0, index + 1).join('/')}/`, type: 'directory', mode: 0o755, ...owner });
  });
  tar.entry({ name: missing.join('/'), mode: 0o644, mtime: new Date(), ...owner }, content);
  tar.finalize();
  try {
    await engine(
      container.putArchive(await bytesOf(tar), {
        path: folder(parts.slice(0, depth)),
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

/** How many of the parts exist already, and the owner of the last of them. */
async function nearestFolder(container: Docker.Container, parts: readonly string[]) {
  for (let depth = parts.length; ; depth -= 1) {
    const owner = await ownerOf(container, folder(parts.slice(0, depth)));
    if (owner) return { depth, owner };
    // The root is missing only where the container is.
    if (depth === 0) throw new AppError('no_container');
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
const folder = (parts: readonly string[]): string => `/${[...parts, '.'].join('/')}`;

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A file where the path needs a folder, the other way round, or a read-only place: the caller's mistake. */
function inTheWay(error: unknown): AppError {
  return /not a directory|cannot overwrite directory|marked read-only/i.test(reasonOf(error))
    ? new AppError('invalid_request', {}, { cause: error })
    : asAppError(error);
}
