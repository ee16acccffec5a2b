import { LineSplitter } from '../line-splitter.js';

const HEADER = 8;

/**
 * Lines of the engine's multiplexed log: frames of an 8-byte header (stream, 0, 0, 0, length) and their bytes, which may
 * arrive cut anywhere. Standard output and standard error each have lines of their own.
 */
export async function* logLines(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<string> {
  const splitters = new Map<number, LineSplitter>();
  let bytes = Buffer.alloc(0);
  for await (const chunk of chunks) {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= HEADER) {
      const end = HEADER + bytes.readUInt32BE(4);
      if (bytes.length < end) break;
      const stream = bytes.readUInt8(0);
      const splitter = splitters.get(stream) ?? new LineSplitter();
      splitters.set(stream, splitter);
      yield* splitter.push(bytes.subarray(HEADER, end));
      bytes = bytes.subarray(end);
    }
  }
  for (const splitter of splitters.values()) yield* splitter.end();
}
