import type { Person } from '@spawner/kit/person';
import type Docker from 'dockerode';
import { EventStream } from '../support/event-stream.js';
import { expectLaunch } from '../support/expect-launch.js';
import { type FaultContext, faults } from '../support/fault.js';
import { type Installation, oneProcess } from '../support/installation.js';

/** Each is a pause and an unpause. */
const ROUNDS = 50;
const NOTICED_SECONDS = 20;
/** The limit of open streams per person. */
const LINES = 20;

faults('Broken event streams', oneProcess, (fault) => {
  fault('event stream cut', `cut while ${ROUNDS * 6} events pass, then let through`, async (context) => {
    const { installation, lifted } = context;
    const [removed, stopped, paused] = [
      await dashboardOf(installation),
      await dashboardOf(installation),
      await dashboardOf(installation),
    ];
    const { proxy } = installation.first;
    proxy.cutEvents();
    await Promise.all([removed, stopped, paused].map(({ container }) => pauseAndUnpause(container)));
    // Before the last changes: the periodic check may report them before the stream does.
    for (const { events } of [removed, stopped, paused]) events.forget();
    await removed.container.remove({ force: true });
    await stopped.container.stop();
    await pauseForGood(context, paused.container);

    proxy.resumeEvents();
    lifted();
    await removed.events.waitFor('ok', 'not_created', NOTICED_SECONDS);
    await stopped.events.waitFor('ok', 'stopped', NOTICED_SECONDS);
    await paused.events.waitFor('ok', 'paused', NOTICED_SECONDS);
    for (const { events } of [removed, stopped, paused]) events.close();
  });

  fault(
    'streams of dashboards closed',
    `${LINES * 3} event streams, closed by their clients`,
    async ({ installation, lifted }) => {
      const people = await Promise.all([installation.newcomer(), installation.newcomer(), installation.newcomer()]);
      for (let line = 0; line < LINES; line += 1) {
        const dashboards = await Promise.all(people.map((person) => EventStream.open(person, installation.product)));
        for (const dashboard of dashboards) dashboard.close();
      }
      lifted();
    },
  );
});

/** The event stream of a new person, and the running container it shows. */
async function dashboardOf(installation: Installation) {
  const person: Person = await installation.newcomer();
  await expectLaunch(installation, person, 'ok');
  return {
    events: await EventStream.open(person, installation.product),
    container: installation.docker.getContainer(person.containerName('ok')),
  };
}

async function pauseAndUnpause(container: Docker.Container): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await container.pause().catch(unlessHalfDone);
    await container.unpause().catch(unlessHalfDone);
  }
}

/** containerd reports a pause to the engine after its answer, so the next call may find the old state. */
function unlessHalfDone(error: { readonly statusCode?: number }): void {
  if (error.statusCode !== 409 && error.statusCode !== 500) throw error as Error;
}

async function pauseForGood({ until }: FaultContext, container: Docker.Container): Promise<void> {
  await until('the container is paused', NOTICED_SECONDS, async () => {
    await container.pause().catch(unlessHalfDone);
    return (await container.inspect()).State.Paused;
  });
}
