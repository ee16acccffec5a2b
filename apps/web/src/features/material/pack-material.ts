import { type Zippable, zipSync } from 'fflate';
import type { UploadItem } from '../../lib/upload-item.js';

export interface PackedMaterial {
  file: Blob;
  media: 'application/zip' | 'application/octet-stream';
}

const isZip = ({ path, file }: UploadItem): boolean => file !== null && /\.zip$/i.test(path);

/** One ZIP as it is, to be unpacked by the server; one file as it is; of everything else one ZIP is made. */
export const isSingle = (items: readonly UploadItem[]): boolean =>
  items.length === 1 && items[0]?.file !== null && !items[0]?.path.includes('/');

export const unpacks = (items: readonly UploadItem[]): boolean =>
  isSingle(items) && items[0] !== undefined && isZip(items[0]);

export async function packMaterial(items: readonly UploadItem[]): Promise<PackedMaterial> {
  const [only] = items;
  if (isSingle(items) && only?.file)
    return { file: only.file, media: isZip(only) ? 'application/zip' : 'application/octet-stream' };
  const content: Zippable = {};
  for (const { path, file } of items) {
    if (file === null) content[`${path}/`] = new Uint8Array();
    else content[path] = new Uint8Array(await file.arrayBuffer());
  }
  return { file: new Blob([zipSync(content, { level: 1 })]), media: 'application/zip' };
}
