import { execFile } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = (...words: string[]) => promisify(execFile)('openssl', words, { timeout: 30_000 });
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A CA for one run, as a cluster has one: it certifies the guards and Spawner. */
export class CertificateAuthority {
  private issued = 0;

  private constructor(private readonly folder: string) {}

  static async create(folder: string): Promise<CertificateAuthority> {
    await mkdir(folder, { recursive: true });
    const files = ['-keyout', join(folder, 'ca-key.pem'), '-out', join(folder, 'ca.pem')];
    await openssl('req', '-x509', ...KEY, '-subj', '/CN=test CA', '-days', '2', ...files);
    return new CertificateAuthority(folder);
  }

  /**
   * A folder with `ca.pem`, `cert.pem` and `key.pem`.
   * @param days below zero for a certificate that has expired
   */
  async issue(name: string, usage: 'clientAuth' | 'serverAuth', days = 2): Promise<string> {
    const folder = join(this.folder, String((this.issued += 1)));
    const at = (file: string) => join(folder, file);
    await mkdir(folder);
    await copyFile(join(this.folder, 'ca.pem'), at('ca.pem'));
    await writeFile(at('extensions'), `subjectAltName=DNS:${name}\nextendedKeyUsage=${usage}\n`);
    await openssl('req', '-new', ...KEY, '-subj', `/CN=${name}`, '-keyout', at('key.pem'), '-out', at('request'));
    const ca = ['-CA', join(this.folder, 'ca.pem'), '-CAkey', join(this.folder, 'ca-key.pem'), '-CAcreateserial'];
    const what = ['-in', at('request'), '-extfile', at('extensions'), '-days', String(days)];
    await openssl('x509', '-req', ...what, ...ca, '-out', at('cert.pem'));
    return folder;
  }
}
