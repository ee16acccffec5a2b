import { text } from 'node:stream/consumers';
import { openPromise } from 'yauzl';

/** The files of a ZIP archive as text, by their paths. */
export async function unzip(archive: string): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  const opened = await openPromise(archive);
  for await (const entry of opened.eachEntry())
    files[entry.fileName] = await text(await opened.openReadStreamPromise(entry));
  return files;
}
