import { randomBytes } from 'node:crypto';

/** Crockford's: see `SHORT_CODE`. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 40 random bits: enough where tries are counted. */
export const newShortCode = (): string => shortCodeFrom(randomBytes(8));

/** Of the first eight bytes. */
export const shortCodeFrom = (bytes: Buffer): string =>
  [...bytes.subarray(0, 8)].map((byte) => ALPHABET[byte % 32] ?? '').join('');
