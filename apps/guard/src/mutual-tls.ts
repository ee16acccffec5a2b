import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsOptions, TLSSocket } from 'node:tls';

/** The guards of all nodes have certificates of the same CA, and a stolen one must not open the others. */
const CLIENT = 'spawner';
const HANDSHAKE_MS = 10_000;

/** @param folder with `ca.pem`, `cert.pem` and `key.pem` */
export function mutualTls(folder: string): TlsOptions {
  const read = (file: string) => readFileSync(join(folder, file));
  return {
    ...{ ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem'), minVersion: 'TLSv1.3' },
    // Checked by `refusedClient`: Node itself would close the connection without a reason for the log.
    ...{ requestCert: true, rejectUnauthorized: false, handshakeTimeout: HANDSHAKE_MS },
  };
}

/** Why the client is refused; null for Spawner. Names count as for a server: those of the certificate, else its CN. */
export function refusedClient(socket: TLSSocket): string | null {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return 'no certificate';
  if (!socket.authorized) return `its certificate is not valid: ${String(socket.authorizationError)}`;
  const named = certificate.checkHost(CLIENT, { wildcards: false }) === CLIENT;
  return named ? null : `its certificate is not for ${CLIENT}`;
}
