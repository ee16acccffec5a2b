import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@spawner/kit/until';
import Docker from 'dockerode';
import { click, doorOf } from './click.mjs';
import { atMost, median, noMoreThan, timed } from './measure.mjs';

const ROUNDS = 10;
/** Longer than a container is held, so that some are put back meanwhile. */
const HOVER_MS = 22_000;

const docker = new Docker();

/** Clicks after the pointer has rested on the button, and what pointers that only rest cost others. */
export async function headStartBench({ product, floor, people }) {
  const clicked = (person) => click(person, doorOf(product));
  const [{ id }] = await product.query('SELECT id FROM installation');
  // By its labels: another installation on the engine may have the name.
  const containerOf = async (person) => {
    const label = [`spawner.installation=${id}`, `spawner.user=${person.user.id}`];
    const [container] = await docker.listContainers({ all: true, filters: { label } });
    return container;
  };
  const prepare = (person) => person.request('/api/container/prepare/dev', { method: 'POST' });
  const prepared = async (person) => {
    const { body } = await prepare(person);
    if (!body.prepared) throw new Error('was not prepared');
    await until('the container is held', 20, async () => (await containerOf(person))?.State === 'paused');
  };

  const raw = [];
  const created = [];
  const stopped = [];
  const paused = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const person = people[round % people.length];
    raw.push(await timed(async () => floor.start(await floor.create())));
    await prepared(person);
    created.push(await clicked(person));
    await person.stop('dev');
    await prepared(person);
    stopped.push(await clicked(person));
    await docker.getContainer((await containerOf(person)).Id).pause();
    await until('the card says so', 10, async () => (await person.card('dev')).status === 'paused');
    paused.push(await clicked(person));
    await floor.clear();
    await product.removeContainers();
  }

  const [launching, hovering] = [people.slice(0, 5), people.slice(5)];
  const launches = async () => {
    const times = [];
    for (const end = Date.now() + HOVER_MS; Date.now() < end; await delay(400)) {
      const person = launching[times.length % launching.length];
      times.push(await clicked(person));
      await person.request('/api/container/dev?data=delete', { method: 'DELETE' });
    }
    return median(times);
  };
  const alone = await launches();
  let isOver = false;
  const hover = Promise.all(
    hovering.map(async (person, index) => {
      for (await delay(index * 200); !isOver; await delay(3000)) await prepare(person);
    }),
  );
  const among = await launches();
  isOver = true;
  await hover;
  await product.removeContainers();

  const floorMs = median(raw);
  const against = (times) => ({ ours: median(times), floor: floorMs, unit: 'ms' });
  return [
    atMost(0.2, { name: 'click after a head start, new container', ...against(created) }),
    atMost(0.2, { name: 'click after a head start, stopped container', ...against(stopped) }),
    noMoreThan(60, { name: 'click on a paused container', value: median(paused), unit: 'ms' }),
    atMost(1.1, {
      name: `launch while ${hovering.length} people hover, median, against launches alone`,
      ours: among,
      floor: alone,
      unit: 'ms',
    }),
  ];
}
