/** A file on its way into the container, or an empty folder. */
export interface UploadItem {
  /** Below the upload folder. */
  path: string;
  /** Null for a folder. */
  file: File | null;
  /** The file is a ZIP, and its content is stored in its place. */
  unpack?: boolean;
  /** Without the folder that holds all of the content. */
  strip?: boolean;
}

/** Of a file input; one for folders gives paths. */
export const chosenItems = (files: FileList | null): UploadItem[] =>
  Array.from(files ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));

/** What was dropped, folders with all that is in them. To be called during the event: later the browser forgets it. */
export async function droppedItems({ items, files }: DataTransfer): Promise<UploadItem[]> {
  const entries = Array.from(items).flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return chosenItems(files);
  return (await Promise.all(entries.map(itemsOf))).flat();
}

async function itemsOf(entry: FileSystemEntry): Promise<UploadItem[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) return [{ path, file: await fileOf(entry as FileSystemFileEntry) }];
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  if (children.length === 0) return [{ path, file: null }];
  return (await Promise.all(children.map(itemsOf))).flat();
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve) =>
    entry.file(resolve, () => {
      // It cannot be read: said when its turn comes, with the others.
      resolve(Object.assign(new File([], entry.name), { arrayBuffer: () => Promise.reject(new Error('unreadable')) }));
    }),
  );

/** Some at a time, until there are no more. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
