import type { FileHandle } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface SentFile {
  /** As the browser saves it, in any script. */
  readonly name: string;
  readonly type: string;
  /** Closed here. */
  readonly handle: FileHandle;
}

/** Sends a file as one that the browser saves. One range of bytes, so that a download that broke off goes on. */
export async function sendFile(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { name, type, handle }: SentFile,
): Promise<void> {
  const { size } = await handle.stat();
  const range = rangeOf(headers.range, size);
  void reply.headers({
    'content-type': type,
    'content-disposition': dispositionOf(name),
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
  });
  if (range === 'unsatisfiable') {
    await handle.close();
    void reply
      .status(416)
      .header('content-range', `bytes */${String(size)}`)
      .send('');
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range) void reply.status(206).header('content-range', `bytes ${String(start)}-${String(end)}/${String(size)}`);
  void reply.header('content-length', end - start + 1).send(handle.createReadStream({ start, end }));
}

type Range = { readonly start: number; readonly end: number };

/** Null: the whole file, also where several ranges are wanted. */
function rangeOf(header: string | undefined, bytes: number): Range | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return start > end ? 'unsatisfiable' : { start, end };
}

/** RFC 6266. */
function dispositionOf(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
