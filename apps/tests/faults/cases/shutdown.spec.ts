import { expect } from '@jest/globals';
import { expectAnswer, expectLaunch } from '../support/expect-launch.js';
import { faults } from '../support/fault.js';
import { identityAt } from '../support/identity.js';
import { Load } from '../support/load.js';
import { Stage } from '../support/stage.js';

const SECONDS = 10;
/** Longer than a process that ends waits for a launch. */
const READY_SECONDS = 12;

const stage = (): Promise<Stage> => Stage.open({ environment: { LAUNCH_READY_TIMEOUT: String(READY_SECONDS) } });

faults('Shutdown', stage, (fault) => {
  fault('SIGTERM under load', 'while four people click, with an open event stream and held launches', async (scene) => {
    const { stage, lifted, until } = scene;
    const [person, late] = [await stage.newcomer(), await stage.newcomer()];
    await expectLaunch(stage, person, 'ok');
    const container = stage.docker.getContainer(person.containerName('ok'));
    const { NetworkSettings } = await container.inspect();
    const address = `http://${String(NetworkSettings.Networks[stage.network]?.IPAddress)}:8080/`;
    const load = await Load.begin(stage);
    const dashboard = await person.events();
    const [soon, never] = ['late', 'silent'].map((type) => late.launch(type).catch(() => null));
    await stage.hasSaid(late.containerName('late'), 'listening in');
    await stage.hasSaid(late.containerName('silent'), 'started');

    const { code, seconds } = await stage.product.terminate();
    await load.end();
    // Everybody gets a last word: nobody's line is simply cut.
    await until('the dashboard is told when to come back', 5, () => dashboard.retries.length === 2);
    await expectAnswer(stage, { person: late, type: 'late', answer: await soon });
    const refused = { person: late, type: 'silent', answer: await never };
    await expectAnswer(stage, refused, { status: 503, code: 'shutting_down' });
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
