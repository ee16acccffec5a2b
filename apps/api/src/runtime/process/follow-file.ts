import { watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { LineSplitter } from '../line-splitter.js';

const TAIL_BYTES = 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

/** A file's last lines, then every line as it is written, until `ended` is aborted; after that what is left of it. */
export async function* followFile(path: string, lines: number, ended: AbortSignal): AsyncGenerator<string> {
  const file = await open(path);
  let wake = (): void => undefined;
  const changed = (): void => {
    wake();
  };
  const watcher = watch(path, changed);
  ended.addEventListener('abort', changed);
  try {
    const splitter = new LineSplitter();
    let at = Math.max(0, (await file.stat()).size - TAIL_BYTES);
    const cut = at > 0;
    let tail: string[] | null = [];
    for (;;) {
      // Taken before reading, so that nothing written meanwhile is missed.
      const change = new Promise<void>((resolve) => (wake = resolve));
      const last = ended.aborted;
      for await (const bytes of piecesFrom(file, at)) {
        at += bytes.length;
        const found = splitter.push(bytes);
        if (tail) tail.push(...found);
        else yield* found;
      }
      if (tail) {
        // The first line may have begun before the bytes that were read.
        yield* lastOf(cut ? tail.slice(1) : tail, lines);
        tail = null;
      }
      if (last) return yield* splitter.end();
      await change;
    }
  } finally {
    ended.removeEventListener('abort', changed);
    watcher.close();
    await file.close();
  }
}

async function* piecesFrom(file: FileHandle, start: number): AsyncGenerator<Buffer> {
  for (let at = start; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

const lastOf = (all: readonly string[], count: number): string[] => (count > 0 ? all.slice(-count) : []);
