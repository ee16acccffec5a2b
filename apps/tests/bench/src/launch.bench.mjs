import { click, doorOf } from './click.mjs';
import { atMost, quantile, timed } from './measure.mjs';

const ROUNDS = 20;

/** Cold launches and launches of stopped containers, each compared with the engine alone, in alternation. */
export async function launchBench({ product, floor, people }) {
  const cold = { floor: [], spawner: [] };
  const stopped = { floor: [], spawner: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const person = people[round % people.length];
    let container;
    cold.floor.push(
      await timed(async () => {
        container = await floor.create();
        await floor.start(container);
      }),
    );
    cold.spawner.push(await click(person, doorOf(product)));
    await container.stop({ t: 5 });
    stopped.floor.push(await timed(() => floor.start(container)));
    await person.stop('dev');
    stopped.spawner.push(await click(person, doorOf(product)));
    await floor.clear();
    await product.removeContainers();
    await product.removeVolumes();
  }
  return [
    atMost(1.15, { name: 'cold launch, median', ...medians(cold) }),
    atMost(1.4, { name: 'cold launch, p95', ...quantiles(cold, 0.95) }),
    atMost(1.2, { name: 'launch of a stopped one, median', ...medians(stopped) }),
  ];
}

const quantiles = ({ spawner, floor }, share) => ({
  ours: quantile(spawner, share),
  floor: quantile(floor, share),
  unit: 'ms',
});

const medians = (times) => quantiles(times, 0.5);
