import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from '@jest/globals';
import { packedTar } from '../../runtime/packed-tar.js';
import { CollectedPart } from './collected-part.js';

const CHUNK = 64 * 1024;

describe('part of a collection', () => {
  const partOf = async (files: Readonly<Record<string, number>>) => {
    let given = 0;
    const open = (): Promise<Readable> => {
      const tar = packedTar(async (archive) => {
        for (const [name, size] of Object.entries(files))
          await pipeline(Readable.from(zeros(size)), archive.entry({ name, size }));
      });
      return Promise.resolve(tar);
    };
    function* zeros(size: number): Generator<Buffer> {
      for (let left = size; left > 0; left -= CHUNK) {
        given += Math.min(CHUNK, left);
        yield Buffer.alloc(Math.min(CHUNK, left));
      }
    }
    const part = new CollectedPart({ everything: false, mostBytes: 100_000, mostFiles: 10 });
    const size = (await buffer(part.read([{ open, folder: '', into: '' }]))).length;
    return { part, given, size };
  };

  it('file that is too large: what follows is read', async () => {
    const { part } = await partOf({ 'a.txt': 10, large: 500_000, 'z.txt': 20 });
    expect(part).toMatchObject({
      files: 2,
      bytes: 30,
      incomplete: true,
      leftOut: [{ path: 'large', reason: 'too_much' }],
    });
  });

  it('file of more than ten times what a person may have: nothing after it is read, the part is incomplete', async () => {
    const { part, given, size } = await partOf({ 'a.txt': 10, huge: 30_000_000, 'z.txt': 20 });
    expect(part).toMatchObject({
      files: 1,
      bytes: 10,
      incomplete: true,
      leftOut: [{ path: 'huge', reason: 'too_much' }],
    });
    expect(given).toBeLessThan(1_000_000);
    // A whole archive all the same: header and content of a.txt, and the end.
    expect(size % 512).toBe(0);
  });
});
