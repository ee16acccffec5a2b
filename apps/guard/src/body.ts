import { pipeline, type Readable, Transform } from 'node:stream';
import { Refusal } from './refusal.js';

const DOCUMENT_BYTES = 64 * 1024;
const DOCUMENT_MS = 10_000;
const ARCHIVE_BYTES = 16 * 1024 ** 3;

/**
 * Reads one JSON document. It has to be exactly what JSON.stringify writes, because two parsers can read other JSON
 * differently, for example a key that comes twice.
 */
export async function documentOf(body: Readable): Promise<unknown> {
  const late = setTimeout(() => body.destroy(new Refusal('the body does not arrive', 408)), DOCUMENT_MS);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > DOCUMENT_BYTES) throw new Refusal('the body is too large', 413);
      chunks.push(chunk);
    }
    return strictlyParsed(Buffer.concat(chunks).toString());
  } finally {
    clearTimeout(late);
  }
}

function strictlyParsed(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    if (JSON.stringify(document) === text) return document;
  } catch {
    // Refused below.
  }
  throw new Refusal('the body is not JSON as Spawner writes it');
}

/** An archive for the engine, which unpacks it inside a container. */
export function archiveOf(body: Readable): Readable {
  let left = ARCHIVE_BYTES;
  const limit = new Transform({
    transform: (chunk: Buffer, _, done) => {
      left -= chunk.length;
      if (left < 0) done(new Refusal('the archive is too large', 413));
      else done(null, chunk);
    },
  });
  // If the client disconnects, the stream fails, so that the engine does not accept half of the archive as complete.
  return pipeline(body, limit, () => undefined);
}
