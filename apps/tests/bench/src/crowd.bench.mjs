import { click, doorOf } from './click.mjs';
import { atMost, exactly, median, timed } from './measure.mjs';

const WIDTHS = [4, 8, 30];

/** A class that launches in the same second, compared with the engine at its best concurrency. */
export async function crowdBench({ product, floor, people }) {
  const raw = [];
  for (const width of WIDTHS) {
    raw.push({ width, wall: await timed(() => rawCrowd(floor, people.length, width)) });
    await floor.clear();
  }
  const best = raw.reduce((a, b) => (a.wall < b.wall ? a : b));

  const waits = [];
  const wall = await timed(() =>
    Promise.all(people.map(async (person) => waits.push(await click(person, doorOf(product))))),
  );
  const [{ count }] = await product.query("SELECT count(*)::int AS count FROM user_container WHERE status = 'running'");
  await product.removeContainers();
  return [
    atMost(1.25, {
      name: `${people.length} launches at once, wall time`,
      ours: wall,
      floor: best.wall,
      unit: 'ms',
      note: `raw best at width ${best.width}`,
    }),
    atMost(0.75, { name: 'the median of them waits', ours: median(waits), floor: best.wall, unit: 'ms' }),
    exactly(people.length, { name: 'of them running', value: count }),
  ];
}

export async function rawCrowd(floor, count, width) {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await floor.start(await floor.create());
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
