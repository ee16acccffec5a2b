import { createSecretKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/settings.js';

/** What access tokens are signed with; every other signing key is derived from it. */
export class SigningKey {
  /** Not text or bytes: those the JWT library would first try to read as a public key, half a millisecond at every request. */
  readonly secret: KeyObject;

  constructor(secret: string) {
    this.secret = createSecretKey(Buffer.from(secret));
  }

  /** The configured key, else one that this installation made for itself and keeps, so that logins survive a restart. */
  static async of(settings: Settings): Promise<SigningKey> {
    return new SigningKey(settings.auth.jwtSecret ?? (await storedSecret(settings.folders.data)));
  }
}

async function storedSecret(folder: string): Promise<string> {
  const file = join(folder, 'jwt-secret');
  const known = await readIfThere(file);
  if (known !== null) return known;

  await mkdir(folder, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  try {
    // A link appears whole or not at all, and fails where another process was first.
    await link(draft, file).catch((error: unknown) => {
      if (!isErrno(error, 'EEXIST')) throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, 'utf8');
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

const isErrno = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;
