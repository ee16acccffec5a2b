import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 of a text, as 43 characters of base64url. */
export const sign = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64url');

/** Compares as text: base64url has several spellings of the same bytes, and only ours counts. */
export function verify(key: Buffer, text: string, signature: string): boolean {
  const [given, right] = [Buffer.from(signature), Buffer.from(sign(key, text))];
  return given.length === right.length && timingSafeEqual(given, right);
}
