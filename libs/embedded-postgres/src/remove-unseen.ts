import { readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes a file or folder that may be, or hold, a socket. `rm` would call `lstat` first, and its answer stays in an
 * array that Node's stat calls share: while it says "socket", `require` and `import` do not follow symbolic links, so no
 * package that pnpm has linked is found (nodejs/node#51142). Nothing here calls `stat`.
 */
export async function removeUnseen(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    // Codes for a folder: EISDIR on Linux, EPERM elsewhere.
    if (code !== 'EISDIR' && code !== 'EPERM') throw error;
    for (const name of await readdir(path)) await removeUnseen(join(path, name));
    await rmdir(path);
  }
}
