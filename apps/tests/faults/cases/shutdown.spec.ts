import { expect } from '@jest/globals';
import { EventStream } from '../support/event-stream.js';
import { expectAnswer, expectLaunch } from '../support/expect-launch.js';
import { faults } from '../support/fault.js';
import { identityAt } from '../support/identity.js';
import { Installation } from '../support/installation.js';
import { Load } from '../support/load.js';

const SECONDS = 10;
/** Longer than a process that shuts down waits for a launch. */
const READY_SECONDS = 12;

const installation = (): Promise<Installation> =>
  Installation.open({ environment: { LAUNCH_READY_TIMEOUT: String(READY_SECONDS) } });

faults('Shutdown', installation, (fault) => {
  fault(
    'SIGTERM under load',
    'four people send requests; an open event stream; two launches in progress',
    async (context) => {
      const { installation, lifted, until } = context;
      const [person, late] = [await installation.newcomer(), await installation.newcomer()];
      await expectLaunch(installation, person, 'ok');
      const container = installation.docker.getContainer(person.containerName('ok'));
      const { NetworkSettings } = await container.inspect();
      const address = String(NetworkSettings.Networks[installation.network]?.IPAddress);
      const load = await Load.begin(installation);
      const dashboard = await EventStream.open(person, installation.product);
      const [soon, never] = ['late', 'silent'].map((type) => late.launch(type).catch(() => null));
      await installation.hasSaid(late.containerName('late'), 'listening in');
      await installation.hasSaid(late.containerName('silent'), 'started');

      const { code, seconds } = await installation.product.terminate();
      await load.end();
      // Every open connection gets a last message before it is closed.
      await until('the dashboard gets a reconnect time', 5, () => dashboard.retries.length === 2);
      await expectAnswer(installation, { person: late, type: 'late', answer: await soon });
      const refused = { person: late, type: 'silent', answer: await never };
      await expectAnswer(installation, refused, { status: 503, code: 'shutting_down' });
      dashboard.close();
      expect(code).toBe(0);
      expect(seconds).toBeLessThan(SECONDS);
      expect(await identityAt(address)).toMatchObject({ slug: person.slug });

      await installation.restart(installation.first);
      lifted();
      const again = person.at(installation.product);
      await until('the card still shows running', 20, async () => (await again.card('ok')).status === 'running');
      expect((await container.inspect()).RestartCount).toBe(0);
      await until('the launch is finished', 30, async () => {
        return (await late.at(installation.product).card('late')).status === 'running';
      });
    },
  );
});
