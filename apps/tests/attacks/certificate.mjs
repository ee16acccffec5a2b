import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Good for nothing but this run: browsers keep cookies, workers and Sec-Fetch headers for https. */
export async function makeCertificate(run) {
  const subject = ['-subj', '/CN=spawner.test', '-days', '2', '-nodes'];
  const files = ['-keyout', join(run, 'key.pem'), '-out', join(run, 'certificate.pem')];
  const how = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  await promisify(execFile)('openssl', ['req', '-x509', ...how, ...subject, ...files], { timeout: 30_000 });
}
