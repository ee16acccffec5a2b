import { ClassEvents } from './class-events.mjs';
import { cpuSeconds, cpuSecondsOfAll } from './cpu.mjs';
import { median, noMoreThan } from './measure.mjs';

const VIEWS = 5;
const ROUNDS = 2;

/**
 * All launch at once, with and without open live pages, in alternation: the CPU seconds that the pages cost. The time is not
 * compared: it varies by tens of percent from one crowd to the next, because the engine's does.
 */
export async function watchedLaunches({ product, postgres, teacher, members, classId }) {
  const runs = { watched: [], unwatched: [] };
  const used = () => cpuSeconds(product.program.pid) + cpuSecondsOfAll(postgres.pid);
  const crowd = async (kind) => {
    const before = used();
    await Promise.all(members.map((member) => member.hasLaunched('dev')));
    runs[kind].push(used() - before);
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

  const [watchedSeconds, unwatchedSeconds] = [median(runs.watched), median(runs.unwatched)];
  return noMoreThan(0.15, {
    name: `CPU seconds of API and database that ${VIEWS} open live pages add to ${members.length} launches`,
    value: watchedSeconds - unwatchedSeconds,
    unit: 's',
    note: `${unwatchedSeconds.toFixed(2)} s without`,
  });
}

/** Live pages of one teacher. */
export const openViews = (product, teacher, classId, count) =>
  Promise.all(Array.from({ length: count }, () => ClassEvents.open(product, teacher, classId)));

export function closeViews(views) {
  for (const view of views) view.close();
}
