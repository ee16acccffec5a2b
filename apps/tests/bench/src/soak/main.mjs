import { readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@spawner/kit/free-port';
import { ownImage } from '@spawner/kit/images';
import { Outbox } from '@spawner/kit/outbox';
import { Person } from '@spawner/kit/person';
import { layOutPostgres, Postgres } from '@spawner/kit/postgres';
import { Product } from '@spawner/kit/product';
import { uniqueId } from '@spawner/kit/run';
import { writeTemplates } from '@spawner/kit/templates';
import { removeContainers, removeNetwork, removeVolumes } from '../engine.mjs';
import { VITALS, vitalsOf } from '../vitals.mjs';
import { growth } from './growth.mjs';
import { round } from './round.mjs';

const PEOPLE = 4;
const COMPLAINT = /MaxListenersExceeded|unhandled|uncaught/i;

const minutes = Number(process.argv[2] ?? 60);
const id = uniqueId('soak');
const network = `spawner-${id}`;
const folder = await mkdtemp(join(tmpdir(), 'spawner-soak-'));
// The database's account may only traverse it.
await chmod(folder, 0o711);
await layOutPostgres(folder);
const image = await ownImage(`spawner-${id}:latest`, {
  from: fileURLToPath(new URL('../../soak-app', import.meta.url)),
});
const postgres = await Postgres.start(folder);
await writeTemplates(join(folder, 'templates'), { app: { image: `spawner-${id}:latest` } });
let product;
try {
  product = await Product.start({
    port: await freePort(),
    preload: VITALS,
    environment: {
      DATA_DIR: folder,
      TEMPLATES_DIR: join(folder, 'templates'),
      RUNTIME: 'docker',
      TRAEFIK_NETWORK: network,
      DOCKER_SUBNET: '10.213.0.0/24',
      PREPARE_IMAGES: 'false',
      LOG_LEVEL: 'warn',
      REQUEST_LIMIT: '1000000',
      MAGIC_LINK_RATE_LIMIT: '1000000',
      ...postgres.environment,
    },
  });
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  if (product) {
    const [installation] = await postgres.query('SELECT id FROM installation');
    const label = `spawner.installation=${installation.id}`;
    await product.stop();
    await removeContainers(label);
    await removeVolumes(label);
    await removeNetwork(network);
  }
  await postgres.close();
  await image.close();
  await rm(folder, { recursive: true, force: true });
}

async function soak() {
  const outbox = new Outbox(async () => (await product.request('/api/outbox')).text);
  const people = [];
  for (let n = 1; n <= PEOPLE; n += 1) people.push(await Person.register(product, `person${n}@example.com`, outbox));
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 60_000;
  const samples = [];
  for (let number = 0; elapsed() < minutes; number += 1) {
    // A new session each time, so that what is kept for a session shows.
    const visitors = await Promise.all(people.map((person) => person.logInAgain()));
    await Promise.all(visitors.map((person) => round(person, number)));
    for (const person of visitors) await person.request('/api/auth/logout', { method: 'POST' });
    samples.push({ minute: elapsed(), launches: (number + 1) * PEOPLE, ...(await vitals()) });
    if (number % 10 === 0) console.log(line(samples.at(-1)));
  }
  console.log(line(samples.at(-1)));
  const complaints = product.program.output.split('\n').filter((text) => COMPLAINT.test(text));
  for (const complaint of complaints) console.log(`NOT FLAT  ${complaint}`);
  const rows = growth(samples);
  for (const { name, grown, most, unit, flat } of rows) {
    console.log(
      `${flat ? 'flat    ' : 'NOT FLAT'}  ${name}: ${grown.toFixed(1)}${unit} in the second half (at most ${most}${unit})`,
    );
  }
  return complaints.length === 0 && rows.every(({ flat }) => flat);
}

async function vitals() {
  return {
    ...(await vitalsOf(product.program)),
    descriptors: readdirSync(`/proc/${product.program.pid}/fd`).length,
  };
}

function line({ minute, launches, heap, rss, ...counts }) {
  const rest = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return `${minute.toFixed(0).padStart(4)} min  ${launches} launches  heap ${heap.toFixed(1)} MB  rss ${rss.toFixed(0)} MB  ${rest.join('  ')}`;
}
