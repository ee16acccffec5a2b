import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { DiskSpace } from './host-probe.js';

/** Of the disk that a folder is on. */
export async function diskSpaceAt(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, size: blocks * bsize };
}

/** Inside a container, what is on none of its mounts is on the engine's disk. Null where the engine is on another machine. */
export async function engineDiskSpace(root: string | undefined): Promise<DiskSpace | null> {
  if (root !== undefined && existsSync(root)) return diskSpaceAt(root);
  return existsSync('/.dockerenv') ? diskSpaceAt('/') : null;
}
