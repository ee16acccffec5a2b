import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The PEM text of a file with the certificates of authorities. @throws where it is missing or holds none */
export function readCertificates(path: string): string {
  const text = readFileSync(path, 'utf8');
  new X509Certificate(text);
  return text;
}

export function caFileProblem(path: string): string | null {
  try {
    readCertificates(path);
    return null;
  } catch (error) {
    return `SMTP_CA_FILE: ${path} holds no certificate in PEM format (${(error as Error).message})`;
  }
}
