import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sealed, unsealed } from '../src/image-copy.js';

const IMAGE = 'user-service-template:latest';
const KEY = randomBytes(32);
const HEAD_BYTES = 16;

const seal = (content: Buffer, { image = IMAGE, key = KEY } = {}) =>
  buffer(Readable.from([content]).pipe(sealed(image, key)));

/** Read in parts of this length, as a network gives them. */
function open(bytes: Buffer, part = 1000): Promise<Buffer> {
  const parts = Array.from({ length: Math.ceil(bytes.length / part) }, (_, at) =>
    bytes.subarray(at * part, (at + 1) * part),
  );
  return buffer(Readable.from(parts).compose(unsealed(new Set([IMAGE]), KEY)));
}

describe('copy of an image between guards', () => {
  it('any content, in parts of any length: arrives as it was', async () => {
    const lengths = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 200_000, max: 600_000 }));
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1000, max: 100_000 }), async (length, part) => {
        const content = randomBytes(length);
        expect((await open(await seal(content), part)).equals(content)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('any byte changed, left out or added: refused', async () => {
    const whole = await seal(randomBytes(500));
    const places = fc.integer({ min: 0, max: whole.length - 1 });
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const other = Buffer.from(whole);
        other[at] = (other[at] ?? 0) ^ change;
        await expect(open(other)).rejects.toThrow(/guard/);
        await expect(open(whole.subarray(0, at))).rejects.toThrow(/guard/);
        const added = [whole.subarray(0, at), Buffer.from([change]), whole.subarray(at)];
        if (change !== whole[at]) await expect(open(Buffer.concat(added))).rejects.toThrow(/guard/);
        await expect(open(Buffer.concat([whole, Buffer.from([change])]))).rejects.toThrow(/guard/);
      }),
      { numRuns: 50 },
    );
  });

  it('pieces of another copy, the archive itself, another key, another image: refused', async () => {
    const [one, two] = await Promise.all([seal(randomBytes(500)), seal(randomBytes(500))]);
    await expect(open(Buffer.concat([one.subarray(0, HEAD_BYTES), two.subarray(HEAD_BYTES)]))).rejects.toThrow();
    await expect(open(randomBytes(10_240))).rejects.toThrow();
    await expect(open(Buffer.alloc(10_240))).rejects.toThrow();
    await expect(open(await seal(Buffer.from('x'), { key: randomBytes(32) }))).rejects.toThrow();
    await expect(open(await seal(Buffer.from('x'), { image: 'postgres:17' }))).rejects.toThrow(/postgres:17/);
  });
});
