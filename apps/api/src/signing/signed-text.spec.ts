import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sign, verify } from './signed-text.js';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

describe('signed text', () => {
  it('signature of this text by this key: verified', () => {
    fc.assert(fc.property(key, fc.string(), (own, text) => verify(own, text, sign(own, text))));
  });

  it('signature of another text, by another key, or any other text: refused', () => {
    fc.assert(
      fc.property(key, key, fc.string(), fc.string(), (own, other, text, otherText) => {
        fc.pre(text !== otherText && !own.equals(other));
        for (const wrong of [sign(own, otherText), sign(other, text), otherText]) {
          expect(verify(own, text, wrong)).toBe(false);
        }
      }),
    );
  });

  it('other base64url spelling of the same bytes: refused', () => {
    const own = Buffer.alloc(32, 1);
    const signature = sign(own, 'text');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // The last of 43 characters carries four bits of the 32 bytes, so its other two are free.
    const spelling = signature.slice(0, -1) + (alphabet[alphabet.indexOf(signature.slice(-1)) ^ 1] ?? '');
    expect(Buffer.from(spelling, 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
    expect(verify(own, 'text', spelling)).toBe(false);
  });
});
