import { expect } from '@jest/globals';
import { calls } from '../support/engine-proxy.js';
import { type FaultContext, faults } from '../support/fault.js';
import { oneProcess } from '../support/installation.js';

/** Longer than the interval at which the other process checks all containers. */
const TICK_SECONDS = 40;

faults('API killed during a launch', oneProcess, (fault, nightly) => {
  nightly('API killed after the intent', 'SIGKILL at the create call', async (context) => {
    const { product, proxy } = context.installation.first;
    proxy.whenAsked(calls.create, () => product.kill());
    await launchEndsUp(context);
  });

  fault('API killed after the create', 'SIGKILL when the container is created', async (context) => {
    const { product, proxy } = context.installation.first;
    proxy.whenAnswered(calls.create, () => product.kill());
    await launchEndsUp(context);
  });

  fault('API killed while it holds a prepared container', 'SIGKILL when it is paused', async (context) => {
    const { installation, lifted, until } = context;
    const person = await installation.newcomer();
    const found = async () => {
      const name = `/${person.containerName('ok')}`;
      return (await installation.containers()).find(({ Names }) => Names.includes(name));
    };
    await person.request('/api/container/prepare/ok', { method: 'POST' });
    await until('it is held', 20, async () => (await found())?.State === 'paused');
    await installation.product.kill();
    await installation.restart(installation.first);
    lifted();
    await until('it is gone', 20, async () => (await found()) === undefined);
    expect((await person.at(installation.product).card('ok')).status).toBe('not_created');
  });

  nightly('API killed after the start', 'SIGKILL when the container has started', async (context) => {
    const { product, proxy } = context.installation.first;
    proxy.whenAnswered(calls.start, () => product.kill());
    await launchEndsUp(context);
  });

  fault(
    'API killed, another process goes on',
    'SIGKILL of one of two when the container is created',
    async (context) => {
      const { installation, lifted, until } = context;
      const { product, proxy } = installation.first;
      const neighbour = await installation.addProcess();
      const person = await installation.newcomer();
      proxy.whenAnswered(calls.create, () => product.kill());
      await person.launch('ok').catch(() => 'the connection broke');
      lifted();
      const again = person.at(neighbour.product);
      await until('the card shows running', TICK_SECONDS, async () => (await again.card('ok')).status === 'running');
    },
  );
});

/** Without a second request: the next process finds the intent and finishes the launch. */
async function launchEndsUp({ installation, lifted, until }: FaultContext): Promise<void> {
  const person = await installation.newcomer();
  const { product } = installation.first;
  const launch = person.launch('ok').catch(() => 'the connection broke');
  await product.exited;
  await launch;
  await installation.restart(installation.first);
  lifted();
  const again = person.at(installation.product);
  await until('the card shows running', 20, async () => (await again.card('ok')).status === 'running');
}
