import autocannon from 'autocannon';
import { click, doorOf } from './click.mjs';
import { firstAnswer } from './first-answer.mjs';
import { JupyterHub } from './jupyterhub.mjs';
import { atLeast, atMost, median, timed } from './measure.mjs';

const ROUNDS = 10;
const SECONDS = 4;

/** The same image, limits and engine under JupyterHub with DockerSpawner, in alternation with Spawner. */
export async function jupyterhubBench({ product, people, folder, image, network }) {
  const hub = await JupyterHub.start(folder, { image, network, memory: 512 * 1024 ** 2, cpu: 0.5 });
  try {
    const names = people.map((_person, n) => `person${n}`);
    for (const name of names) await hub.register(name);
    const ours = (person) => click(person, doorOf(product));
    const theirs = (name) =>
      timed(async () => {
        await hub.launch(name);
        // nginx knows no page below /user/{name}/, so its 404 is the first answer; the hub's own answers have its version.
        await firstAnswer({
          host: '127.0.0.1',
          port: hub.port,
          path: `/user/${name}/`,
          accepts: ({ statusCode, headers }) => statusCode < 500 && !headers['x-jupyterhub-version'],
        });
      });

    const clicks = { ours: [], theirs: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      clicks.ours.push(await ours(people[0]));
      clicks.theirs.push(await theirs(names[0]));
      await product.removeContainers();
      await hub.remove(names[0]);
    }

    const crowd = {
      ours: await timed(() => Promise.all(people.map(ours))),
      theirs: await timed(() => Promise.all(names.map(theirs))),
    };

    const list = await rates([
      { url: `${product.url}/api/user/containers`, headers: { authorization: `Bearer ${people[0].token}` } },
      {
        url: `http://127.0.0.1:${hub.port}/hub/api/users/${names[0]}`,
        headers: { authorization: `token ${await hub.tokenOf(names[0])}` },
      },
    ]);
    await product.removeContainers();
    await Promise.all(names.map((name) => hub.remove(name)));
    return [
      atMost(1, {
        name: 'click to first answer, against JupyterHub',
        ours: median(clicks.ours),
        floor: median(clicks.theirs),
        unit: 'ms',
      }),
      atMost(0.8, {
        name: `${people.length} launches at once, against JupyterHub`,
        ours: crowd.ours,
        floor: crowd.theirs,
        unit: 'ms',
      }),
      atLeast(6, { name: 'own list, against JupyterHub', ours: list[0], floor: list[1], unit: '/s' }),
    ];
  } finally {
    await hub.close();
  }
}

async function rates(targets) {
  const measured = [];
  for (const target of targets) {
    const { requests, non2xx } = await autocannon({ ...target, connections: 10, duration: SECONDS });
    if (non2xx > 0) throw new Error(`${target.url}: ${non2xx} answers were not 2xx`);
    measured.push(requests.average);
  }
  return measured;
}
