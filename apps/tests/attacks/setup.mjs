import { appendFileSync } from 'node:fs';
import { makeCertificate } from './setup/certificate.mjs';
import { startDatabase } from './setup/database.mjs';
import { buildHostileImage } from './setup/image.mjs';
import { layOutProduct } from './setup/installation.mjs';
import { chromiumObstacle, engineObstacle, traefikObstacle } from './setup/machine.mjs';
import { openRun } from './setup/run.mjs';

/** Finds out what the machine has and prepares, once, what every case needs; support/attack.ts reads the answers. */
export default async function setup() {
  const run = openRun();
  process.env.ATTACKS_RUN = run;
  const lacks = { chromium: chromiumObstacle(), engine: await engineObstacle() };
  lacks.traefik = lacks.engine ?? (await traefikObstacle());
  if (lacks.chromium) missing(`attacks: ${lacks.chromium}; no hostile page was opened in a browser`);
  if (lacks.engine) missing(`attacks: ${lacks.engine}; no container attacked what is around it`);
  else if (lacks.traefik) optional(`attacks: ${lacks.traefik}; the gateway was attacked in its built-in form alone`);
  for (const [what, obstacle] of Object.entries(lacks)) {
    process.env[`ATTACKS_${what.toUpperCase()}`] = obstacle === null ? 'true' : '';
  }
  const image = lacks.engine === null ? await buildHostileImage() : 'none';
  process.env.ATTACKS_IMAGE = image;
  await Promise.all([layOutProduct(run, image), makeCertificate(run), startDatabase(run)]);
}

function missing(line) {
  if (process.env.CI === 'true') throw new Error(`${line}. CI=true lets nothing be skipped.`);
  report(line);
}

const optional = (line) => report(`optional: ${line}`);

function report(line) {
  if (process.env.SPAWNER_SKIP_REPORT) appendFileSync(process.env.SPAWNER_SKIP_REPORT, `${line}\n`);
  else console.warn(`Skipped: ${line}`);
}
