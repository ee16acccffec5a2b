import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/settings.js';

/** What access tokens are signed with. */
export class SigningKey {
  /**
   * Really a key object, which the libraries' types do not know: given text or bytes, the JWT library would at every
   * request first try to read them as a public key, for half a millisecond.
   */
  readonly secret: Buffer;

  constructor(secret: string) {
    this.secret = createSecretKey(Buffer.from(secret)) as unknown as Buffer;
  }

  /** The configured key, else one of this installation's own, which outlives restarts so that logins do too. */
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
