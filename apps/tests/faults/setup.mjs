import { appendFileSync } from 'node:fs';
import { makePristineCluster } from './setup/cluster.mjs';
import { buildMimic } from './setup/images.mjs';
import { layOutProduct } from './setup/installation.mjs';
import { engineObstacle, ownEngineObstacle } from './setup/machine.mjs';
import { openRun } from './setup/run.mjs';

/** Finds out what the machine has and prepares, once, what every case needs; support/requirements.ts reads the answers. */
export default async function setup() {
  const obstacle = await engineObstacle();
  if (obstacle) return missing(`fault suite: ${obstacle}; no fault was injected`);

  const run = openRun();
  const images = await buildMimic(run.id);
  await Promise.all([layOutProduct(run.folder, images), makePristineCluster(run.folder)]);
  Object.assign(process.env, { FAULTS_RUN: run.folder, FAULTS_ID: run.id, FAULTS_IMAGES: images });

  const ownObstacle = await ownEngineObstacle();
  process.env.FAULTS_OWN_ENGINE = ownObstacle ? '' : 'true';
  if (ownObstacle) missing(`fault suite: ${ownObstacle}; no engine was stopped, frozen or crashed`);
}

function missing(line) {
  if (process.env.CI === 'true') throw new Error(`${line}. CI=true lets nothing be skipped.`);
  if (process.env.SPAWNER_SKIP_REPORT) appendFileSync(process.env.SPAWNER_SKIP_REPORT, `${line}\n`);
  else console.warn(`Skipped: ${line}`);
}
