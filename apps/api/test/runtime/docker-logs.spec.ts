import { describe, expect, it } from '@jest/globals';
import { logLines } from '../../src/runtime/docker/docker-logs.js';

const frame = (stream: 1 | 2, text: string): Buffer => {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
};

const linesOf = async (chunks: readonly Buffer[]): Promise<string[]> => {
  const found: string[] = [];
  for await (const line of logLines(chunks)) found.push(line);
  return found;
};

describe('logLines', () => {
  const log = Buffer.concat([
    frame(1, 'grüße '),
    frame(2, 'oh\r\n\n'),
    frame(1, 'an alle\nzwei\n'),
    frame(2, 'open end'),
  ]);
  const lines = ['oh', '', 'grüße an alle', 'zwei', 'open end'];

  it.each([1, 2, 7, 9, 1000])('log in pieces of %i bytes: the same lines', async (size) => {
    const pieces = Array.from({ length: Math.ceil(log.length / size) }, (_, at) =>
      log.subarray(at * size, (at + 1) * size),
    );
    expect(await linesOf(pieces)).toEqual(lines);
  });

  it('line without end: given in pieces', async () => {
    const endless = Array.from({ length: 20 }, () => frame(1, 'x'.repeat(10_000)));
    const found = await linesOf(endless);
    expect(found.length).toBeGreaterThan(1);
    expect(found.join('')).toHaveLength(200_000);
  });
});
