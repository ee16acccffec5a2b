import { hkdfSync } from 'node:crypto';

/** A key for one purpose, the same in every process that has the secret; nothing signed for one passes for another. */
export const derivedKey = (secret: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `spawner ${purpose}`, 32));
