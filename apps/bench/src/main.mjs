import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spawner/embedded-postgres';
import Docker from 'dockerode';
import { crowdBench } from './crowd.bench.mjs';
import { Floor, hasImage, IMAGE, removeNetwork } from './engine.mjs';
import { gatewayBench } from './gateway.bench.mjs';
import { launchBench } from './launch.bench.mjs';
import { listBench } from './list.bench.mjs';
import { Product } from './product.mjs';
import { taxBench } from './tax.bench.mjs';
import { sizeBench } from './size.bench.mjs';
import { startTraefik } from './traefik.mjs';

const CLASS = 30;
const SUBNET = '10.215.0.0/22';

if (!(await hasImage(IMAGE))) {
  console.error(`The image ${IMAGE} is not there. Build it: docker build -t ${IMAGE} docker/templates/dev`);
  process.exit(1);
}

const only = new Set(process.argv.slice(2));
const asked = (name) => only.size === 0 || only.has(name);
const network = `spawner-bench-${randomUUID().slice(0, 8)}`;
const dataDir = await mkdtemp(join(tmpdir(), 'spawner-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
const { host, port, user, password, database } = postgres.connection;
const databaseUrl = `postgres://${user}:${password}@${encodeURIComponent(host)}:${port}/${database}`;
const floor = new Floor(network);
const results = [];
const report = (rows) => {
  for (const row of rows) {
    results.push(row);
    console.log(`${row.kept ? 'kept  ' : 'MISSED'}  ${row.name}: ${row.value}   (target ${row.target})`);
  }
};

const withProduct = async (environment, work) => {
  const product = await Product.start({
    databaseUrl,
    dataDir,
    network,
    subnet: SUBNET,
    environment: { PREPARE_IMAGES: 'false', ...environment },
  });
  try {
    await work(product);
  } finally {
    await product.removeContainers();
    await product.stop();
  }
};

let people;
try {
  await withProduct({}, async (product) => {
    people = [];
    for (let n = 1; n <= CLASS; n += 1) people.push(await product.register(`person${n}@example.com`));
    await product.launch(people[0]);
    await product.removeContainers();
    const addressOf = (name) => floor.address(new Docker().getContainer(name));
    const door = () => ({ host: '127.0.0.1', port: product.port });
    if (asked('launch')) report(await launchBench({ product, floor, people, door }));
    if (asked('crowd')) report(await crowdBench({ product, floor, people }));
    if (asked('gateway')) report(await gatewayBench({ product, person: people[0], addressOf }));
    if (asked('list')) report(await listBench({ product, person: people[0] }));
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
  if (asked('tax')) report(await taxBench(process.env.TRAEFIK_BIN));
  if (asked('size')) report(sizeBench());
  if (asked('traefik')) await traefik();
} finally {
  await floor.clear();
  await removeNetwork(network);
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
const missed = results.filter(({ kept }) => !kept).length;
console.log(`${results.length - missed} kept, ${missed} missed`);

async function traefik() {
  const program = process.env.TRAEFIK_BIN;
  if (!program) {
    console.log('SKIPPED  behind Traefik: TRAEFIK_BIN names no Traefik');
    return;
  }
  const front = await startTraefik(program);
  try {
    const environment = {
      TRAEFIK_ENABLED: 'true',
      TRAEFIK_ENTRYPOINT: 'web',
      TRAEFIK_ADDRESS: '127.0.0.1',
      TRAEFIK_HTTP_PORT: String(front.port),
      PUBLIC_URL: `http://localhost:${front.port}`,
    };
    await withProduct(environment, async (product) => {
      await front.routeTo(product.port);
      const door = () => ({ host: 'localhost', port: front.port, family: 4 });
      report(await launchBench({ product, floor, people, door, allowance: 120 }));
    });
  } finally {
    await front.stop();
  }
}
