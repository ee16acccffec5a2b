import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { Refusal } from './refusal.js';

const STREAM_BYTES = 16;
const LENGTH_BYTES = 4;
const MAC_BYTES = 32;
const PIECE_BYTES = 256 * 1024;

/** All guards of a cluster have the same files, and only they have the key. */
export const copyKey = (folder: string): Buffer =>
  createHash('sha256')
    .update('spawner image copy')
    .update(readFileSync(join(folder, 'key.pem')))
    .digest();

/** One stream of pieces: none can be left out, repeated, moved or taken from another stream. */
class Seal {
  private count = 0;

  constructor(
    private readonly key: Buffer,
    readonly stream: Buffer,
  ) {}

  next(piece: Buffer): Buffer {
    const head = Buffer.alloc(LENGTH_BYTES * 2);
    head.writeUInt32BE(this.count, 0);
    head.writeUInt32BE(piece.length, LENGTH_BYTES);
    this.count += 1;
    return createHmac('sha256', this.key).update(this.stream).update(head).update(piece).digest();
  }
}

/**
 * An image on its way from node to node passes through Spawner, which must not be able to make one up. So each piece has a
 * code that only guards can make. The first piece is the image's name, and an empty one is the end.
 */
export function sealed(image: string, key: Buffer): Transform {
  const seal = new Seal(key, randomBytes(STREAM_BYTES));
  const framed = (piece: Buffer): Buffer => {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(piece.length);
    return Buffer.concat([length, seal.next(piece), piece]);
  };
  const stream = new Transform({
    transform: (chunk: Buffer, _, done) => {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        stream.push(framed(chunk.subarray(at, at + PIECE_BYTES)));
      }
      done();
    },
    flush: (done) => done(null, framed(Buffer.alloc(0))),
  });
  stream.push(seal.stream);
  stream.push(framed(Buffer.from(image)));
  return stream;
}

/** What `sealed` was given. Fails at the first piece that is not as a guard sent it, and at an end that comes too early. */
export function unsealed(images: ReadonlySet<string>, key: Buffer): Transform {
  let rest = Buffer.alloc(0);
  let seal: Seal | null = null;
  let image: string | null = null;
  let ended = false;
  const take = (bytes: number): Buffer => {
    const taken = rest.subarray(0, bytes);
    rest = rest.subarray(bytes);
    return taken;
  };
  const accept = (piece: Buffer): void => {
    if (image === null) {
      image = piece.toString();
      if (!images.has(image)) throw new Refusal(`${image} is not an image of a template`);
    } else if (piece.length === 0) ended = true;
    else stream.push(piece);
  };
  const read = (): void => {
    if (!seal && rest.length >= STREAM_BYTES) seal = new Seal(key, take(STREAM_BYTES));
    while (seal && rest.length >= LENGTH_BYTES + MAC_BYTES) {
      const length = rest.readUInt32BE();
      if (ended || length > PIECE_BYTES) throw forged();
      if (rest.length < LENGTH_BYTES + MAC_BYTES + length) return;
      take(LENGTH_BYTES);
      const code = take(MAC_BYTES);
      const piece = take(length);
      if (!timingSafeEqual(code, seal.next(piece))) throw forged();
      accept(piece);
    }
  };
  const stream = new Transform({
    transform: (chunk: Buffer, _, done) => {
      rest = Buffer.concat([rest, chunk]);
      try {
        read();
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush: (done) => done(ended && rest.length === 0 ? null : forged()),
  });
  return stream;
}

const forged = () => new Refusal('the image does not come from a guard, or not whole');
