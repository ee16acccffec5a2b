import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contextHash, contextStamp } from '@spawner/engine';
import type { ImageSource } from '../image-store.js';

export const isBuilt = ({ folder }: Pick<ImageSource, 'folder'>): boolean => existsSync(join(folder, 'Dockerfile'));

/** Hashes of build contexts. A folder is read again only where the times or sizes of its files have changed. */
export class BuildContexts {
  private readonly known = new Map<string, { readonly stamp: string; readonly hash: Promise<string> }>();

  /** Null for an image that is pulled. */
  async of({ folder, baseImage }: ImageSource): Promise<string | null> {
    if (!isBuilt({ folder })) return null;
    const stamp = await contextStamp(folder, baseImage);
    const known = this.known.get(folder);
    if (known?.stamp === stamp) return known.hash;
    const hash = contextHash(folder, baseImage);
    this.known.set(folder, { stamp, hash });
    return hash;
  }
}
