import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildImage } from '@spawner/kit/images';
import { chromium, findRequirements, has, linuxEngine, swarm, traefik } from '@spawner/kit/machine';
import { layOutPostgres, Postgres } from '@spawner/kit/postgres';
import { uniqueId } from '@spawner/kit/run';
import { writeTemplates } from '@spawner/kit/templates';
import { makeCertificate } from './certificate.mjs';

const HOSTILE = fileURLToPath(new URL('hostile', import.meta.url));

/** One application with every kind of access. `dev` and `development` share a prefix. */
const ACCESS = {
  dev: 'private',
  development: 'private',
  own: 'private',
  bait: 'private',
  open: 'public',
  members: 'members',
};

/** Detects what the machine has and prepares, once, what every case needs; support/run.ts reads the result. */
export default async function setup() {
  await findRequirements('attacks', { chromium, engine: linuxEngine, swarm }, { traefik });
  const folder = mkdtempSync(join(tmpdir(), 'spawner-attacks-'));
  // The database's account may only traverse it.
  chmodSync(folder, 0o711);
  const image = has('engine') ? `spawner-attacks-${uniqueId('i')}:latest` : 'none';
  Object.assign(process.env, { ATTACKS_RUN: folder, ATTACKS_IMAGE: image });
  const templates = Object.entries(ACCESS).map(([type, access]) => [
    type,
    { image, settings: { access, read_only: true }, files: HOSTILE },
  ]);
  await Promise.all([
    writeTemplates(join(folder, 'templates'), Object.fromEntries(templates)),
    makeCertificate(folder),
    startDatabase(folder),
    has('engine') && buildImage(image, { from: HOSTILE }),
  ]);
}

/** One PostgreSQL for all installations of this run, each in a database of its own. */
async function startDatabase(folder) {
  await layOutPostgres(folder);
  globalThis.postgresOfAttacks = await Postgres.start(folder);
  process.env.ATTACKS_DATABASE = globalThis.postgresOfAttacks.url;
}
