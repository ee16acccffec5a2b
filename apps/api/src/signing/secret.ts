import { createHash, randomBytes } from 'node:crypto';

/** What we store of a secret: enough to recognise it, useless to a reader of the table. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** 32 random bytes, in characters that links and cookies can carry. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
