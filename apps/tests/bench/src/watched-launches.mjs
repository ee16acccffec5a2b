import { ClassEvents } from './class-events.mjs';
import { cpuSeconds, cpuSecondsOfAll } from './cpu.mjs';
import { atMost, median, noMoreThan, timed } from './measure.mjs';

const VIEWS = 5;
const ROUNDS = 8;

/**
 * All launch at once, with and without open live pages, in alternation. The time varies by tens of percent from one crowd to
 * the next, because the engine's does; the CPU seconds say what the pages cost.
 */
export async function watchedLaunches({ product, postgres, teacher, members, classId }) {
  const runs = { watched: [], unwatched: [] };
  const used = () => cpuSeconds(product.program.pid) + cpuSecondsOfAll(postgres.pid);
  const crowd = async (kind) => {
    const before = used();
    const wall = await timed(() => Promise.all(members.map((member) => member.hasLaunched('dev'))));
    runs[kind].push({ wall, cpu: used() - before });
    await product.removeContainers();
  };
  const watched = async () => {
    const views = await openViews(product, teacher, classId, VIEWS);
    await crowd('watched');
    closeViews(views);
  };
  const unwatched = () => crowd('unwatched');
  for (let round = 0; round < ROUNDS; round += 1)
    for (const each of round % 2 === 0 ? [unwatched, watched] : [watched, unwatched]) await each();

  const ratios = runs.watched.map(({ wall }, round) => wall / runs.unwatched[round].wall);
  const medianOf = (kind, figure) => median(runs[kind].map((run) => run[figure]));
  return [
    noMoreThan(0.15, {
      name: `CPU seconds of API and database that ${VIEWS} open live pages add to ${members.length} launches`,
      value: medianOf('watched', 'cpu') - medianOf('unwatched', 'cpu'),
      unit: 's',
      note: `${medianOf('unwatched', 'cpu').toFixed(2)} s without`,
    }),
    atMost(1.03, {
      name: `${members.length} launches at once with ${VIEWS} live pages open, against none`,
      ...{ ours: medianOf('watched', 'wall'), floor: medianOf('unwatched', 'wall'), ratio: median(ratios), unit: 'ms' },
      note: `rounds ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} ×`,
    }),
  ];
}

/** Live pages of one teacher. */
export const openViews = (product, teacher, classId, count) =>
  Promise.all(Array.from({ length: count }, () => ClassEvents.open(product, teacher, classId)));

export function closeViews(views) {
  for (const view of views) view.close();
}
