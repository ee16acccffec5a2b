import type { UploadItem } from './upload-item.js';

/** What cannot be guessed before an upload. `as given` stores the files as they are. */
export interface UploadQuestion {
  kind: 'zip' | 'site';
  /** Of the ZIP, or of the folder. */
  name: string;
  asGiven: readonly UploadItem[];
  /** ZIPs unpacked; or the content of the folder at the top, so that its index.html is the start page. */
  opened: readonly UploadItem[];
}

export function questionAbout(items: readonly UploadItem[]): UploadQuestion | null {
  const zip = items.find(isZip);
  if (zip) {
    const opened = items.map((item) => (isZip(item) ? { ...item, unpack: true } : item));
    return { kind: 'zip', name: zip.path, asGiven: items, opened };
  }
  const [name = ''] = items[0]?.path.split('/') ?? [];
  const isSite =
    items.every(({ path }) => path.startsWith(`${name}/`)) && items.some(({ path }) => path === `${name}/index.html`);
  if (!isSite) return null;
  const opened = items.map((item) => ({ ...item, path: item.path.slice(name.length + 1) }));
  return { kind: 'site', name, asGiven: items, opened };
}

const isZip = ({ path }: UploadItem): boolean => /^[^/]+\.zip$/i.test(path);
