import type Docker from 'dockerode';
import { expectLaunch } from '../support/expect-launch.js';
import { type Scene, faults } from '../support/fault.js';
import type { Person } from '../support/person.js';
import { oneProcess, type Stage } from '../support/stage.js';

/** Each is a pause and an unpause. */
const ROUNDS = 50;
const NOTICED_SECONDS = 20;
/** One person may have no more open at a time. */
const LINES = 20;

faults('The event stream breaks', oneProcess, (fault) => {
  fault('event stream cut', `cut while ${ROUNDS * 6} events pass, then let through`, async (scene) => {
    const { stage, lifted } = scene;
    const [removed, stopped, paused] = [await dashboardOf(stage), await dashboardOf(stage), await dashboardOf(stage)];
    const { proxy } = stage.seat0;
    proxy.cutEvents();
    await Promise.all([removed, stopped, paused].map(({ container }) => pauseAndUnpause(container)));
    // Before it changes for good: the look that comes by itself may be first to tell.
    for (const { events } of [removed, stopped, paused]) events.forget();
    await removed.container.remove({ force: true });
    await stopped.container.stop();
    await pauseForGood(scene, paused.container);

    proxy.resumeEvents();
    lifted();
    await removed.events.waitFor('ok', 'not_created', NOTICED_SECONDS);
    await stopped.events.waitFor('ok', 'stopped', NOTICED_SECONDS);
    await paused.events.waitFor('ok', 'paused', NOTICED_SECONDS);
    for (const { events } of [removed, stopped, paused]) events.close();
  });

  fault("dashboards' lines break", `${LINES * 3} event streams, cut by their readers`, async ({ stage, lifted }) => {
    const people = await Promise.all([stage.newcomer(), stage.newcomer(), stage.newcomer()]);
    for (let line = 0; line < LINES; line += 1) {
      const dashboards = await Promise.all(people.map((person) => person.events()));
      for (const dashboard of dashboards) dashboard.close();
    }
    lifted();
  });
});

/** Somebody with a container that runs, who watches it. */
async function dashboardOf(stage: Stage) {
  const person: Person = await stage.newcomer();
  await expectLaunch(stage, person, 'ok');
  return { events: await person.events(), container: stage.docker.getContainer(person.containerName('ok')) };
}

async function pauseAndUnpause(container: Docker.Container): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await container.pause().catch(unlessHalfDone);
    await container.unpause().catch(unlessHalfDone);
  }
}

/** The engine hears of a pause once more, from below, after it has answered; the next call may then find it undone. */
function unlessHalfDone(error: { readonly statusCode?: number }): void {
  if (error.statusCode !== 409 && error.statusCode !== 500) throw error as Error;
}

async function pauseForGood({ until }: Scene, container: Docker.Container): Promise<void> {
  await until('it is paused', NOTICED_SECONDS, async () => {
    await container.pause().catch(unlessHalfDone);
    return (await container.inspect()).State.Paused;
  });
}
