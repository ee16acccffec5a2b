import { REQUEST_HEADERS } from './browser-headers.mjs';
import { click } from './click.mjs';
import { Cluster, HOST } from './cluster.mjs';
import { cpuBetween } from './cpu.mjs';
import { atLeast, atMost, median, timed } from './measure.mjs';
import { RawServices } from './raw-services.mjs';
import { compareThroughput } from './throughput.mjs';

const ROUNDS = 8;
const CLASS = 30;
const WIDTHS = [4, 30];
/** As the two processes of docker-stack.yml together. */
const OF_STACK = { LAUNCH_CONCURRENCY: '12' };
/** More than a template gives a container: the gateway is measured, not its limit. */
const WHOLE_CPUS = { DEFAULT_CPU_QUOTA: '200000' };

/** Three nodes on one machine: a launch, beside the same service without Spawner, and a request on either node. */
export async function swarmBench({ postgres }) {
  const cluster = await Cluster.start({ postgres, environment: WHOLE_CPUS });
  try {
    const person = await cluster.product.register('person@example.com');
    await person.hasLaunched('dev');
    return [await wrongNode(cluster, person), await launches(cluster, person)];
  } finally {
    await cluster.close();
  }
}

/** A class that launches in the same second, over three nodes of one machine. */
export async function swarmClassBench({ postgres }) {
  const cluster = await Cluster.start({ postgres, environment: OF_STACK });
  try {
    const people = [];
    for (let n = 1; n <= CLASS; n += 1) people.push(await cluster.product.register(`person${n}@example.com`));
    const raw = new RawServices(cluster.swarm.nodes);
    await raw.launch();
    await raw.clear();
    const walls = [];
    for (const width of WIDTHS) {
      walls.push(await timed(() => crowd(raw, width)));
      await raw.clear();
    }
    const before = cluster.cpu();
    const ours = await timed(() => Promise.all(people.map((person, index) => clickAt(cluster, person, index))));
    return [
      atMost(1.6, {
        name: `${CLASS} launches at once over three nodes of one machine, the last`,
        ...{ ours, floor: Math.min(...walls), unit: 'ms', note: cpuBetween(before, cluster.cpu()) },
      }),
    ];
  } finally {
    await cluster.close();
  }
}

async function crowd(raw, width) {
  let left = CLASS;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await raw.launch();
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

async function launches(cluster, person) {
  const raw = new RawServices(cluster.swarm.nodes);
  const times = { raw: [], ours: [] };
  const remove = () => person.request('/api/container/dev?data=delete', { method: 'DELETE' });
  await remove();
  for (let round = 0; round < ROUNDS; round += 1) {
    times.raw.push(await timed(() => raw.launch()));
    times.ours.push(await clickAt(cluster, person, round));
    await raw.clear();
    await remove();
  }
  return atMost(1.15, {
    name: 'first launch on three nodes, median, against the service alone',
    ...{ ours: median(times.ours), floor: median(times.raw), unit: 'ms' },
  });
}

/** Visitors come to any node. */
function clickAt(cluster, person, index) {
  const { nodes } = cluster.swarm;
  return click(person, { ...cluster.doorOf(nodes[index % nodes.length]), headers: { host: HOST } });
}

async function wrongNode(cluster, person) {
  const right = await cluster.nodeOf(person);
  const wrong = cluster.swarm.nodes.find((node) => node !== right);
  const cookie = await person.browserCookies();
  const at = (node) => {
    const { host, port } = cluster.doorOf(node);
    const headers = [{ ...REQUEST_HEADERS, host: HOST, cookie }];
    return { url: `http://${host}:${port}/${person.slug}-dev/`, pids: cluster.pids, headers };
  };
  const { cpu, ours, floor } = await compareThroughput(at(wrong), at(right));
  return atLeast(0.6, {
    name: 'requests per CPU second on a node without the container, against the one with it',
    ...{ ours: 1e6 / cpu.ours, floor: 1e6 / cpu.theirs, unit: '/s' },
    note: `${ours.toFixed(0)} and ${floor.toFixed(0)} a second`,
  });
}
