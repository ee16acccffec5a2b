import { MOST_FILE_BYTES } from '@spawner/contracts/values';
import type { UploadItem } from '../../../lib/upload-item.js';

/** What cannot be guessed before an upload. */
export interface UploadQuestion {
  kind: 'zip' | 'zipSite' | 'site';
  /** Of the ZIP, or of the folder. */
  name: string;
  /** The most likely first. */
  answers: readonly Answer[];
}

interface Answer {
  text: 'zipStart' | 'zipFolder' | 'zipOpened' | 'zipAsGiven' | 'siteOpened' | 'siteAsGiven';
  items: readonly UploadItem[];
}

export async function questionAbout(items: readonly UploadItem[]): Promise<UploadQuestion | null> {
  const zip = items.find(isZip);
  if (zip) {
    const unpacked = items.map((item) => (isZip(item) ? { ...item, unpack: true } : item));
    const asGiven = { text: 'zipAsGiven', items } as const;
    const isSite = items.length === 1 && zip.file && (await isSiteFolder(zip.file));
    if (!isSite) return { kind: 'zip', name: zip.path, answers: [{ text: 'zipOpened', items: unpacked }, asGiven] };
    const start = { text: 'zipStart', items: unpacked.map((item) => ({ ...item, strip: true })) } as const;
    return {
      kind: 'zipSite',
      name: zip.path,
      answers: [start, { text: 'zipFolder', items: unpacked }, asGiven],
    };
  }
  const [name = ''] = items[0]?.path.split('/') ?? [];
  const isSite =
    items.every(({ path }) => path.startsWith(`${name}/`)) && items.some(({ path }) => path === `${name}/index.html`);
  if (!isSite) return null;
  const opened = items.map((item) => ({ ...item, path: item.path.slice(name.length + 1) }));
  return {
    kind: 'site',
    name,
    answers: [
      { text: 'siteOpened', items: opened },
      { text: 'siteAsGiven', items },
    ],
  };
}

const isZip = ({ path }: UploadItem): boolean => /^[^/]+\.zip$/i.test(path);

/** Only those who upload a ZIP load the code that reads one. */
// A larger one is not accepted, and would be in memory here.
const isSiteFolder = async (zip: File) =>
  zip.size <= MOST_FILE_BYTES && (await import('./site-folder.js')).isSiteFolder(zip);
