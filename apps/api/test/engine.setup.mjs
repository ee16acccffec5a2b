import { appendFileSync } from 'node:fs';
import http from 'node:http';

const SOCKET = '/var/run/docker.sock';

const answers = () =>
  new Promise((resolve) => {
    const request = http.get({ socketPath: SOCKET, path: '/_ping', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });

/** Finds out once whether tests over Docker can run, and reports it where they cannot. */
export async function findEngine() {
  const found = await answers();
  process.env.TEST_ENGINE = String(found);
  if (found) return;
  if (process.env.CI === 'true')
    throw new Error(`No Docker Engine answers at ${SOCKET}, and CI=true lets nothing be skipped.`);
  const report = process.env.SPAWNER_SKIP_REPORT;
  if (report)
    appendFileSync(report, `docker engine: none answers at ${SOCKET}; the API's tests over Docker did not run\n`);
}
