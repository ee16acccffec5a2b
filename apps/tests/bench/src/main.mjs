import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { swarm as swarmObstacle, traefik as traefikObstacle } from '@spawner/kit/machine';
import { layOutPostgres, Postgres } from '@spawner/kit/postgres';
import { uniqueId } from '@spawner/kit/run';
import { admissionBench } from './admission.bench.mjs';
import { broken } from './broken.mjs';
import { bulkBench } from './bulk.bench.mjs';
import { classBench } from './class.bench.mjs';
import { crowdBench } from './crowd.bench.mjs';
import { Floor, hasImage, IMAGE, removeNetwork } from './engine.mjs';
import { gatewayBench } from './gateway.bench.mjs';
import { headStartBench } from './head-start.bench.mjs';
import { jupyterhubBench } from './jupyterhub.bench.mjs';
import { JupyterHub } from './jupyterhub.mjs';
import { launchBench } from './launch.bench.mjs';
import { listBench } from './list.bench.mjs';
import { memoryBench } from './memory.bench.mjs';
import { peopleBench } from './people.bench.mjs';
import { peopleListBench } from './people-list.bench.mjs';
import { Product } from './product.mjs';
import { machine, Report } from './report.mjs';
import { servicesBench } from './services.bench.mjs';
import { sizeBench } from './size.bench.mjs';
import { swarmBench, swarmClassBench } from './swarm.bench.mjs';
import { taxBench } from './tax.bench.mjs';
import { traefikBench } from './traefik.bench.mjs';

const CLASS = 30;
/** Another one each time: Docker 20.10 sometimes keeps the network of an earlier run. */
const SUBNET = `10.215.${4 * randomInt(64)}.0/22`;

/** They share one product. */
const OF_A_CLASS = {
  launch: ({ product, people }) => launchBench({ product, floor, people }),
  'head-start': ({ product, people }) => headStartBench({ product, floor, people }),
  crowd: ({ product, people }) => crowdBench({ product, floor, people }),
  jupyterhub: ({ product, people }) =>
    jupyterhubBench({ product, people, folder: options.jupyterhub, image: IMAGE, network }),
  class: ({ product, people }) => classBench({ product, postgres, people }),
  list: listBench,
  memory: memoryBench,
};
/** They start what they need, when that product has ended. */
const ON_THEIR_OWN = {
  gateway: gatewayBench,
  tax: () => taxBench(noTraefik === null),
  size: sizeBench,
  admission: () => admissionBench({ postgres }),
  bulk: () => bulkBench({ postgres }),
  people: () => peopleBench({ postgres }),
  'people-list': () => peopleListBench({ postgres }),
  services: () => servicesBench({ postgres }),
  swarm: () => swarmBench({ postgres }),
  'swarm-class': () => swarmClassBench({ postgres }),
  traefik: ({ people }) => traefikBench({ settings: installation, floor, people, network }),
};
const NEED_A_CLASS = [...Object.keys(OF_A_CLASS), 'traefik'];
const ALL = [...Object.keys(OF_A_CLASS), ...Object.keys(ON_THEIR_OWN)];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    compare: { type: 'string' },
    save: { type: 'string' },
    jupyterhub: { type: 'string' },
    swarm: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !ALL.includes(name));
if (unknown.length > 0) fail(`No bench is called ${unknown.join(', ')}. There are: ${ALL.join(', ')}`);
const chosen = positionals.length > 0 ? positionals : ALL;
const needsClass = chosen.some((name) => NEED_A_CLASS.includes(name));
const ON_A_SWARM = ['swarm', 'swarm-class'];
if ((needsClass || chosen.some((name) => ON_A_SWARM.includes(name))) && !(await hasImage(IMAGE)))
  fail(`The image ${IMAGE} is not there: docker build -t ${IMAGE} docker/templates/dev`);
const noTraefik = await traefikObstacle();
// They are minutes more than the ten that the others take together.
const notAsked = options.swarm || positionals.length > 0 ? null : 'needs --swarm';
// Traefik's binary runs on the network of a node.
const noSwarm = (await swarmObstacle()) ?? (process.env.TRAEFIK_BIN ? null : 'needs TRAEFIK_BIN');
const obstacles = {
  traefik: noTraefik,
  services: notAsked,
  ...Object.fromEntries(ON_A_SWARM.map((name) => [name, notAsked ?? noSwarm])),
  jupyterhub: options.jupyterhub ? JupyterHub.obstacle(options.jupyterhub) : 'needs --jupyterhub FOLDER',
};

const network = `spawner-bench-${uniqueId('b')}`;
const dataDir = await mkdtemp(join(tmpdir(), 'spawner-bench-'));
// The database's account may only traverse it.
await chmod(dataDir, 0o711);
await layOutPostgres(dataDir);
const postgres = await Postgres.start(dataDir);
const installation = { databaseUrl: postgres.url, dataDir, network, subnet: SUBNET };
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
  const people = needsClass
    ? await withClass(async (context) => {
        await run(OF_A_CLASS, context);
        return context.people;
      })
    : [];
  await run(ON_THEIR_OWN, { people });
}

async function run(benches, context) {
  for (const [name, bench] of Object.entries(benches)) {
    if (!chosen.includes(name)) continue;
    if (obstacles[name]) report.skip(name, obstacles[name]);
    else await report.time(name, async () => report.add(await bench(context)));
  }
}

/** One product with a class that is registered and has launched once. */
async function withClass(work) {
  const product = await Product.launch({ ...installation, environment: { PREPARE_IMAGES: 'false' } });
  try {
    const people = [];
    for (let n = 1; n <= CLASS; n += 1) people.push(await product.register(`person${n}@example.com`));
    await people[0].hasLaunched('dev');
    await product.removeContainers();
    return await work({ product, people });
  } finally {
    await product.removeContainers();
    await product.removeVolumes();
    await product.stop();
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
