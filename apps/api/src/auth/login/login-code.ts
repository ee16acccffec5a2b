import { hashOf } from '../../signing/secret.js';

/** With six digits, five tries guess a code once in 200,000 attempts. */
export const CODE_TRIES = 5;

/** The browser's secret goes into the hash: a million codes alone would be found by trying each one. */
export const codeHashOf = (browserSecret: string, code: string): Buffer => hashOf(`${browserSecret}.${code}`);
