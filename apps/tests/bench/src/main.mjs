import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { traefik as traefikObstacle } from '@spawner/kit/machine';
import { layOutPostgres, Postgres } from '@spawner/kit/postgres';
import { uniqueId } from '@spawner/kit/run';
import { crowdBench } from './crowd.bench.mjs';
import { Floor, hasImage, IMAGE, removeNetwork } from './engine.mjs';
import { gatewayBench } from './gateway.bench.mjs';
import { headStartBench } from './head-start.bench.mjs';
import { launchBench } from './launch.bench.mjs';
import { listBench } from './list.bench.mjs';
import { peopleBench } from './people.bench.mjs';
import { Product } from './product.mjs';
import { sizeBench } from './size.bench.mjs';
import { taxBench } from './tax.bench.mjs';
import { traefikBench } from './traefik.bench.mjs';

const CLASS = 30;
const SUBNET = '10.215.0.0/22';

if (!(await hasImage(IMAGE))) {
  console.error(`The image ${IMAGE} is not there. Build it: docker build -t ${IMAGE} docker/templates/dev`);
  process.exit(1);
}

const only = new Set(process.argv.slice(2));
const isSelected = (name) => only.size === 0 || only.has(name);
const network = `spawner-bench-${uniqueId('b')}`;
const dataDir = await mkdtemp(join(tmpdir(), 'spawner-bench-'));
// The database's account may only traverse it.
await chmod(dataDir, 0o711);
await layOutPostgres(dataDir);
const postgres = await Postgres.start(dataDir);
const noTraefik = await traefikObstacle();
const floor = new Floor(network);
const results = [];
const report = (rows) => {
  for (const row of rows) {
    results.push(row);
    console.log(`${row.kept ? 'kept  ' : 'MISSED'}  ${row.name}: ${row.value}   (target ${row.target})`);
  }
};

const withProduct = async (environment, work) => {
  const product = await Product.launch({
    databaseUrl: postgres.url,
    dataDir,
    network,
    subnet: SUBNET,
    environment: { PREPARE_IMAGES: 'false', ...environment },
  });
  try {
    await work(product);
  } finally {
    await product.removeContainers();
    await product.removeVolumes();
    await product.stop();
  }
};

let people;
try {
  await withProduct({}, async (product) => {
    people = [];
    for (let n = 1; n <= CLASS; n += 1) people.push(await product.register(`person${n}@example.com`));
    await people[0].hasLaunched('dev');
    await product.removeContainers();
    const door = () => ({ host: '127.0.0.1', port: product.port });
    if (isSelected('launch')) report(await launchBench({ product, floor, people, door }));
    if (isSelected('head-start')) report(await headStartBench({ product, floor, people }));
    if (isSelected('crowd')) report(await crowdBench({ product, floor, people }));
    if (isSelected('gateway')) report(await gatewayBench());
    if (isSelected('list')) report(await listBench({ product, people }));
    const memory = product.memory();
    report([
      {
        name: 'memory of the process after all that',
        value: `${memory.toFixed(0)} MB`,
        target: '≤ 200 MB',
        kept: memory <= 200,
      },
    ]);
  });
  if (isSelected('tax')) report(await taxBench(noTraefik === null));
  if (isSelected('size')) report(sizeBench());
  if (isSelected('people')) report(await peopleBench({ postgres }));
  if (isSelected('traefik')) await traefik();
} finally {
  await floor.clear();
  await removeNetwork(network);
  await postgres.close();
  await rm(dataDir, { recursive: true, force: true });
}
const missed = results.filter(({ kept }) => !kept).length;
console.log(`${results.length - missed} kept, ${missed} missed`);

async function traefik() {
  if (noTraefik) {
    console.log(`SKIPPED  behind Traefik: ${noTraefik}`);
    return;
  }
  const settings = { databaseUrl: postgres.url, dataDir, network, subnet: SUBNET };
  report(await traefikBench({ settings, floor, people, network }));
}
