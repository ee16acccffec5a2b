import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { traefik as traefikObstacle } from '@spawner/kit/machine';
import { layOutPostgres, Postgres } from '@spawner/kit/postgres';
import { uniqueId } from '@spawner/kit/run';
import { Traefik } from '@spawner/kit/traefik';
import Docker from 'dockerode';
import { crowdBench } from './crowd.bench.mjs';
import { Floor, hasImage, IMAGE, removeNetwork } from './engine.mjs';
import { gatewayBench } from './gateway.bench.mjs';
import { jupyterhubBench } from './jupyterhub.bench.mjs';
import { JupyterHub } from './jupyterhub.mjs';
import { launchBench } from './launch.bench.mjs';
import { listBench } from './list.bench.mjs';
import { memoryBench } from './memory.bench.mjs';
import { Product } from './product.mjs';
import { machine, Report } from './report.mjs';
import { broken } from './servers.mjs';
import { sizeBench } from './size.bench.mjs';
import { taxBench } from './tax.bench.mjs';

const CLASS = 30;
const SUBNET = '10.215.0.0/22';

/** Benches that share one product with a class of people, in this order. */
const OF_A_CLASS = {
  launch: ({ product, floor, people }) => launchBench({ product, floor, people, door: () => entrance(product) }),
  crowd: crowdBench,
  gateway: ({ product, people, addressOf }) => gatewayBench({ product, person: people[0], addressOf }),
  jupyterhub: jupyterhub,
  list: ({ product, people }) => listBench({ product, person: people[0] }),
  memory: memoryBench,
};
/** Benches that start what they need. */
const ON_THEIR_OWN = { tax: () => taxBench(noTraefik === null), size: sizeBench, traefik };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { compare: { type: 'string' }, save: { type: 'string' }, jupyterhub: { type: 'string' } },
});
const known = [...Object.keys(OF_A_CLASS), ...Object.keys(ON_THEIR_OWN)];
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) fail(`There is no bench ${unknown.join(', ')}. There are: ${known.join(', ')}`);
if (!(await hasImage(IMAGE))) fail(`The image ${IMAGE} is not there: docker build -t ${IMAGE} docker/templates/dev`);
const hubObstacle = options.jupyterhub ? JupyterHub.obstacle(options.jupyterhub) : '--jupyterhub names no folder';
const noTraefik = await traefikObstacle();

const network = `spawner-bench-${uniqueId('b')}`;
const dataDir = await mkdtemp(join(tmpdir(), 'spawner-bench-'));
// The database's account may only traverse it.
await chmod(dataDir, 0o711);
await layOutPostgres(dataDir);
const postgres = await Postgres.start(dataDir);
const floor = new Floor(network);
const report = new Report(await machine(), options);
try {
  await Promise.race([runAll(), broken]);
  if (options.save) report.save(options.save);
  report.finish();
} finally {
  await floor.clear();
  await removeNetwork(network);
  await postgres.close();
  await rm(dataDir, { recursive: true, force: true });
}

async function runAll() {
  const selected = (benches) =>
    Object.entries(benches).filter(([name]) => positionals.length === 0 || positionals.includes(name));
  const ofAClass = selected(OF_A_CLASS);
  if (ofAClass.length > 0) {
    await withClass({}, async (context) => {
      for (const [, bench] of ofAClass) report.add(await bench(context));
    });
  }
  for (const [, bench] of selected(ON_THEIR_OWN)) report.add(await bench());
}

/** One product with a class that is registered and has launched once. */
async function withClass(environment, work, prepare = () => undefined) {
  const product = await Product.launch({
    databaseUrl: postgres.url,
    dataDir,
    network,
    subnet: SUBNET,
    environment: { PREPARE_IMAGES: 'false', ...environment },
  });
  try {
    await prepare(product);
    const people = [];
    for (let n = 1; n <= CLASS; n += 1) people.push(await product.register(`${uniqueId('person')}@example.com`));
    await people[0].hasLaunched('dev');
    await product.removeContainers();
    const addressOf = (name) => floor.address(new Docker().getContainer(name));
    return await work({ product, people, floor, addressOf });
  } finally {
    await product.removeContainers();
    await product.removeVolumes();
    await product.stop();
  }
}

function entrance(product) {
  return { host: '127.0.0.1', port: product.port };
}

function jupyterhub({ product, people }) {
  if (!hubObstacle) return jupyterhubBench({ product, people, folder: options.jupyterhub, image: IMAGE, network });
  report.skip('JupyterHub', hubObstacle);
  return [];
}

async function traefik() {
  if (noTraefik) {
    report.skip('behind Traefik', noTraefik);
    return [];
  }
  const front = await Traefik.start({ network });
  try {
    const environment = {
      TRAEFIK_ENABLED: 'true',
      TRAEFIK_ENTRYPOINT: 'web',
      TRAEFIK_ADDRESS: '127.0.0.1',
      TRAEFIK_HTTP_PORT: String(front.port),
      PUBLIC_URL: `http://localhost:${front.port}`,
    };
    const door = () => ({ host: 'localhost', port: front.port, family: 4 });
    return await withClass(
      environment,
      ({ product, people }) => launchBench({ product, floor, people, door, allowance: 120 }),
      (product) => front.routeEverythingElse(['localhost'], product.port),
    );
  } finally {
    await front.close();
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
