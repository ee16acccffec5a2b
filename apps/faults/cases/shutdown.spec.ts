import { expect } from '@jest/globals';
import { faults } from '../support/fault.js';
import { identityAt } from '../support/identity.js';
import { Load } from '../support/load.js';
import { oneProcess } from '../support/stage.js';

const SECONDS = 10;

faults('Shutdown', oneProcess, (fault) => {
  fault('SIGTERM under load', 'while four people click, with an open event stream and a held launch', async (scene) => {
    const { stage, lifted, until } = scene;
    const [person, late] = [await stage.newcomer(), await stage.newcomer()];
    await person.launch('ok');
    const container = stage.docker.getContainer(person.containerName('ok'));
    const { NetworkSettings } = await container.inspect();
    const address = `http://${String(NetworkSettings.Networks[stage.network]?.IPAddress)}:8080/`;
    const load = await Load.begin(stage);
    const dashboard = await person.events();
    const launch = late.launch('late').catch(() => null);
    await stage.hasSaid(late.containerName('late'), 'listening in');

    const { code, seconds } = await stage.product.terminate();
    await load.end();
    await launch;
    dashboard.close();
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(SECONDS);
    expect(await identityAt(address)).toMatchObject({ slug: person.slug });

    await stage.restart(stage.seat0);
    lifted();
    const again = person.at(stage.product);
    await until('the card still runs', 20, async () => (await again.card('ok')).status === 'running');
    expect((await container.inspect()).RestartCount).toBe(0);
    await until('the launch is finished', 30, async () => {
      return (await late.at(stage.product).card('late')).status === 'running';
    });
  });
});
