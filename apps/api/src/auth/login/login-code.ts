import { randomInt } from 'node:crypto';
import { hashOf } from '../../signing/secret.js';

/** Too few to be guessed in this many tries, few enough digits to be typed. */
export const CODE_TRIES = 5;

export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** Of a million codes each would be found by trying; with the secret of the browser that asked, none is. */
export const codeHashOf = (asked: string, code: string): Buffer => hashOf(`${asked}.${code}`);
