import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';

/** Both ends show a certificate of our own CA. */
export interface MutualTls {
  /** Our certificate, and the CA of the other end's. Made once: reading them costs as much as a handshake. */
  readonly secureContext: SecureContext;
  /** The name in the other end's certificate. */
  readonly servername: string;
}

/** @param folder with `ca.pem`, `cert.pem` and `key.pem` */
export function mutualTlsWith(servername: string, folder: string): MutualTls {
  const read = (file: string) => readFileSync(join(folder, file));
  const secureContext = createSecureContext({ ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') });
  return { secureContext, servername };
}
