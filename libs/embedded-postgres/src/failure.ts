import { statfs } from 'node:fs/promises';
import { DiskFull, type EmbeddedPostgresError, EmbeddedPostgresFailed } from './errors.js';
import type { Home } from './home.js';

/** PostgreSQL writes its log of changes in files of this size; with less room it cannot even start. */
const LEAST_FREE_BYTES = 16 * 2 ** 20;

/** What really went wrong: a full disk fails in as many words as there are files to write. */
export async function failure(
  phase: EmbeddedPostgresFailed['phase'],
  home: Home,
  output: string,
): Promise<EmbeddedPostgresError> {
  const { bavail, bsize } = await statfs(home.folder);
  const free = bavail * bsize;
  const full =
    free < LEAST_FREE_BYTES || /No space left on device|Disk quota exceeded|Check free disk space/.test(output);
  return full ? new DiskFull(home.folder, free) : new EmbeddedPostgresFailed(phase, output);
}
