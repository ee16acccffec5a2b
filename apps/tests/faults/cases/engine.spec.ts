import { expect } from '@jest/globals';
import { calls } from '../support/engine-proxy.js';
import { expectLaunch } from '../support/expect-launch.js';
import { type Scene, faults } from '../support/fault.js';
import { OwnEngine } from '../support/own-engine.js';
import type { Person } from '../support/person.js';
import { Stage } from '../support/stage.js';

const ANSWER_MS = 6000;

let engine: OwnEngine;

const onOwnEngine = async (): Promise<Stage> => {
  engine = await OwnEngine.start();
  return Stage.open({ ownEngine: engine });
};

faults('The engine goes away', onOwnEngine, (fault) => {
  fault('engine stopped', 'SIGTERM to dockerd, then a new one', async (scene) => {
    const person = await withRunningCard(scene);
    await brokenBy(
      () => engine.stop(),
      () => lastKnownStaysMarked(scene, person),
    );
    await allIsWell(scene, person);
  });

  fault('engine frozen', 'SIGSTOP to dockerd, then SIGCONT', async (scene) => {
    const person = await withRunningCard(scene);
    await brokenBy(
      () => engine.freeze(),
      () => lastKnownStaysMarked(scene, person),
    );
    await allIsWell(scene, person);
  });

  fault('engine crashed', 'SIGKILL of dockerd, then a new one', async (scene) => {
    const person = await withRunningCard(scene);
    await brokenBy(
      () => engine.crash(),
      () => lastKnownStaysMarked(scene, person),
    );
    await allIsWell(scene, person);
  });

  fault('engine crashed in a launch', 'SIGKILL of dockerd when the container has started', async (scene) => {
    const [person, other] = [await withRunningCard(scene), await scene.stage.newcomer()];
    const crash = () => scene.stage.seat0.proxy.whenAnswered(calls.start, () => engine.crash());
    await brokenBy(crash, async () => {
      await expectLaunch(scene.stage, other, 'ok', { status: 503, code: 'runtime_unreachable' });
    });
    await allIsWell(scene, person);
  });

  fault('container ended while the engine was away', 'SIGKILL of dockerd and of the application', async (scene) => {
    const person = await withRunningCard(scene);
    const container = scene.stage.docker.getContainer(person.containerName('ok'));
    // Else the engine would start it again, and nothing would have changed.
    await container.update({ RestartPolicy: { Name: 'no' } });
    const { State } = await container.inspect();
    await brokenBy(
      () => engine.crash(),
      async () => void process.kill(State.Pid, 'SIGKILL'),
    );
    await scene.until('the card says so', 20, async () => (await person.card('ok')).status === 'stopped');
    await allIsWell(scene, person);
  });
});

/** Whatever comes of the look at it, the next case finds an engine that works. */
async function brokenBy(fault: () => unknown, look: () => Promise<void>): Promise<void> {
  try {
    await fault();
    await look();
  } finally {
    await engine.mend();
  }
}

async function withRunningCard({ stage }: Scene): Promise<Person> {
  const person = await stage.newcomer();
  await expectLaunch(stage, person, 'ok');
  return person;
}

/** Nobody could ask, so nothing is said to have changed; the service itself goes on. */
async function lastKnownStaysMarked({ stage, until }: Scene, person: Person): Promise<void> {
  const outcome = { status: 503, code: 'runtime_unreachable' };
  const launch = await expectLaunch(stage, await stage.newcomer(), 'ok', outcome);
  expect(launch.milliseconds).toBeLessThan(ANSWER_MS);
  const card = await until('the card says as of when', 20, async () => {
    const cards = await person.cards();
    return cards.find(({ type, as_of }) => type === 'ok' && as_of !== null);
  });
  expect(card.status).toBe('running');
  expect(await person.identity('ok')).toMatchObject({ slug: person.slug });
}

async function allIsWell({ stage, lifted, until }: Scene, person: Person): Promise<void> {
  lifted();
  await until('the card is up to date', 20, async () => (await person.card('ok')).as_of === null);
  await expectLaunch(stage, person, 'ok');
  await expectLaunch(stage, await stage.newcomer(), 'ok');
}
