import { firstAnswer } from './first-answer.mjs';
import { median, ms, quantile, timed } from './measure.mjs';

const ROUNDS = 25;

const pathOf = (person) => `/${person.slug}-dev/`;

/** Cold launches and launches of stopped containers, each compared with the engine alone, in alternation. */
export async function launchBench({ product, floor, people, door, allowance }) {
  const cold = { floor: [], spawner: [] };
  const stopped = { floor: [], spawner: [] };
  const open = (person) =>
    firstAnswer({ ...door(product), path: pathOf(person), headers: { 'x-spawner-token': person.token } });
  for (let round = 0; round < ROUNDS; round += 1) {
    const person = people[round % people.length];
    let container;
    cold.floor.push(
      await timed(async () => {
        container = await floor.create();
        await floor.start(container);
      }),
    );
    cold.spawner.push(
      await timed(async () => {
        await person.hasLaunched('dev');
        await open(person);
      }),
    );
    await container.stop({ t: 5 });
    stopped.floor.push(await timed(() => floor.start(container)));
    await person.stop('dev');
    stopped.spawner.push(
      await timed(async () => {
        await person.hasLaunched('dev');
        await open(person);
      }),
    );
    await floor.clear();
    await product.removeContainers();
    await product.removeVolumes();
  }
  return allowance === undefined
    ? [
        row('cold launch, median', median(cold.spawner), median(cold.floor), 1.05),
        row('cold launch, p95', quantile(cold.spawner, 0.95), quantile(cold.floor, 0.95), 1.4),
        row('launch of a stopped one, median', median(stopped.spawner), median(stopped.floor), 1.05),
      ]
    : [
        {
          name: 'cold launch behind Traefik, median',
          value: `${ms(median(cold.spawner))} against ${ms(median(cold.floor))}`,
          target: `≤ floor + ${allowance} ms`,
          kept: median(cold.spawner) <= median(cold.floor) + allowance,
        },
      ];
}

function row(name, ours, theirs, most) {
  const ratio = ours / theirs;
  return {
    name,
    value: `${ratio.toFixed(2)} × (${ms(ours)} against ${ms(theirs)})`,
    target: `≤ ${most} ×`,
    kept: ratio <= most,
  };
}
