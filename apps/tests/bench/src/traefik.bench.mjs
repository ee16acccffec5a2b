import { click } from './click.mjs';
import { cpuBetween } from './cpu.mjs';
import { rawCrowd } from './crowd.bench.mjs';
import { atMost, median, noMoreThan, timed } from './measure.mjs';
import { Neighbours } from './neighbours.mjs';
import { Stack } from './stack.mjs';

const ROUNDS = 8;
const WIDTHS = [4, 30];
/** Containers of others that run, and what a click may take longer than the engine alone. */
const CLICKS = [
  { neighbours: 0, allowance: 60 },
  { neighbours: 300, allowance: 150 },
];

/** The production stack: Traefik, both guards and the API as processes, compared with the engine alone. */
export async function traefikBench({ settings, floor, people, network }) {
  const stack = await Stack.start({ settings, network });
  const neighbours = new Neighbours(network);
  const door = { host: 'localhost', port: stack.port, family: 4 };
  const here = people.map((person) => person.at(stack.product));
  try {
    await click(here[0], door);
    await stack.product.removeContainers();
    const rows = await crowd({ stack, floor, people: here, door });
    for (const { neighbours: count, allowance } of CLICKS) {
      await neighbours.growTo(count);
      rows.push(await clicks({ stack, floor, people: here, door, count, allowance }));
    }
    return rows;
  } finally {
    await neighbours.remove();
    await stack.close();
  }
}

async function clicks({ stack, floor, people, door, count, allowance }) {
  const times = { raw: [], stack: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.raw.push(await timed(async () => floor.start(await floor.create())));
    times.stack.push(await click(people[round % people.length], door));
    await floor.clear();
    await stack.product.removeContainers();
  }
  const [ours, raw] = [median(times.stack), median(times.raw)];
  return noMoreThan(allowance, {
    name: `click to page behind Traefik beside ${count} containers, median above the engine`,
    value: ours - raw,
    unit: 'ms',
    note: `${ours.toFixed(0)} against ${raw.toFixed(0)}`,
  });
}

async function crowd({ stack, floor, people, door }) {
  const raw = [];
  for (const width of WIDTHS) {
    raw.push(await timed(() => rawCrowd(floor, people.length, width)));
    await floor.clear();
  }
  const best = Math.min(...raw);
  const waits = [];
  const before = stack.cpu();
  const last = await timed(() => Promise.all(people.map(async (person) => waits.push(await click(person, door)))));
  const used = stack.cpu();
  await stack.product.removeContainers();
  return [
    atMost(1.6, {
      name: `${people.length} launches at once behind Traefik, the last`,
      ours: last,
      floor: best,
      unit: 'ms',
      note: cpuBetween(before, used),
    }),
    atMost(0.9, { name: 'the median of them', ours: median(waits), floor: best, unit: 'ms' }),
  ];
}
