import { calls } from '../support/engine-proxy.js';
import { type Scene, faults } from '../support/fault.js';
import { oneProcess } from '../support/stage.js';

/** Longest until the other process looks at everything by itself. */
const TICK_SECONDS = 40;

faults('The API is killed in the middle of a launch', oneProcess, (fault) => {
  fault('API killed after the intent', 'SIGKILL when it asks for the container', async (scene) => {
    const { product, proxy } = scene.stage.seat0;
    proxy.whenAsked(calls.create, () => product.kill());
    await launchEndsUp(scene);
  });

  fault('API killed after the create', 'SIGKILL when the container is created', async (scene) => {
    const { product, proxy } = scene.stage.seat0;
    proxy.whenAnswered(calls.create, () => product.kill());
    await launchEndsUp(scene);
  });

  fault('API killed after the start', 'SIGKILL when the container has started', async (scene) => {
    const { product, proxy } = scene.stage.seat0;
    proxy.whenAnswered(calls.start, () => product.kill());
    await launchEndsUp(scene);
  });

  fault('API killed, another one lives', 'SIGKILL of one of two when the container is created', async (scene) => {
    const { stage, lifted, until } = scene;
    const { product, proxy } = stage.seat0;
    const neighbour = await stage.seat();
    const person = await stage.newcomer();
    proxy.whenAnswered(calls.create, () => product.kill());
    await person.launch('ok').catch(() => 'the connection broke');
    lifted();
    const again = person.at(neighbour.product);
    await until('the card runs', TICK_SECONDS, async () => (await again.card('ok')).status === 'running');
  });
});

/** Nobody asks again: the next process finds the intent and ends what was begun. */
async function launchEndsUp({ stage, lifted, until }: Scene): Promise<void> {
  const person = await stage.newcomer();
  const { product } = stage.seat0;
  const launch = person.launch('ok').catch(() => 'the connection broke');
  await product.ended;
  await launch;
  await stage.restart(stage.seat0);
  lifted();
  const again = person.at(stage.product);
  await until('the card runs', 20, async () => (await again.card('ok')).status === 'running');
}
