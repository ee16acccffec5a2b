import { hkdfSync, type KeyObject } from 'node:crypto';

/** A key for one purpose, the same in every process that has the secret. What is signed for one purpose fails for all others. */
export const derivedKey = (secret: KeyObject, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `spawner ${purpose}`, 32));
