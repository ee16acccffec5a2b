import { join } from 'node:path';
import { buildImage } from '@spawner/kit/images';
import { findRequirements, has, linuxEngine, ownEngine, ownFileSystem, swarm } from '@spawner/kit/machine';
import { layOutPostgres } from '@spawner/kit/postgres';
import { ROOT } from '@spawner/kit/run';
import { writeTemplates } from '@spawner/kit/templates';
import { openRun } from './setup/run.mjs';

/** Modes of docker/mimic. Each is a template of the product under test, so each person has a card for each. */
const MODES = ['ok', 'exit', 'binary', 'silent', 'late', 'greedy', 'leaky', 'crash'];
/** A registry that refuses at once, without the internet. */
const NOWHERE = 'localhost:1/nowhere:missing';

/** Detects what the machine has and prepares, once, what every case needs; support/run.ts reads the result. */
export default async function setup() {
  await findRequirements('fault suite', {
    engine: linuxEngine,
    own_engine: ownEngine,
    own_file_system: ownFileSystem,
    swarm,
  });
  if (!has('engine')) return;
  const run = openRun();
  const repository = `spawner-mimic-${run.id}`;
  Object.assign(process.env, { FAULTS_RUN: run.folder, FAULTS_IMAGES: repository });
  const images = MODES.map((mode) => [mode, `${repository}:${mode}`]);
  const templates = [...images, ['missing', NOWHERE]].map(([type, image]) => [type, { image }]);
  await Promise.all([
    writeTemplates(join(run.folder, 'templates'), Object.fromEntries(templates)),
    layOutPostgres(run.folder),
    buildImages(images),
  ]);
}

async function buildImages(images) {
  for (const [MODE, image] of images) await buildImage(image, { from: join(ROOT, 'docker/mimic'), args: { MODE } });
}
