import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { AppError } from '../../errors/app-error.js';

/** Writes a file or, with null, makes a folder: below the root and nowhere else, even where the service put links there. */
export async function writeInside(root: string, parts: readonly string[], content: Buffer | null): Promise<void> {
  const target = join(root, ...parts);
  const folder = content ? dirname(target) : target;
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  const [inside, real] = await Promise.all([realpath(root), realpath(there)]);
  if (real !== inside && !real.startsWith(inside + sep)) throw new AppError('invalid_request');
  const draft = join(folder, `.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    if (!content) return;
    await writeFile(draft, content);
    // A rename replaces a link instead of following it, and a service never reads half a file.
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw asAppError(error);
  }
}

/** A file or a link to nothing where the path needs a folder, or the other way round, is the caller's mistake. */
function asAppError(error: unknown): AppError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (['ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'ENOENT', 'ELOOP'].includes(code)) {
    return new AppError('invalid_request', {}, { cause: error });
  }
  if (['ENOSPC', 'EDQUOT'].includes(code)) return new AppError('disk_full', {}, { cause: error });
  return new AppError('runtime_failed', { reason: message }, { cause: error });
}
