import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Both ends show a certificate of our own CA. */
export interface MutualTls {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
  /** The name in the other end's certificate. */
  readonly servername: string;
}

/** @param folder with `ca.pem`, `cert.pem` and `key.pem` */
export function mutualTlsWith(servername: string, folder: string): MutualTls {
  const read = (file: string) => readFileSync(join(folder, file));
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem'), servername };
}
