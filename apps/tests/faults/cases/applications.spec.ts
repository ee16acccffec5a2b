import { expect } from '@jest/globals';
import { expectLaunch } from '../support/expect-launch.js';
import { type Scene, faults } from '../support/fault.js';
import { Stage } from '../support/stage.js';

const READY_SECONDS = 5;

const stage = (): Promise<Stage> => Stage.open({ environment: { LAUNCH_READY_TIMEOUT: String(READY_SECONDS) } });

faults('Applications that do not do what they should', stage, (fault) => {
  fault('image missing', 'a template whose image is nowhere', async (scene) => {
    const card = await failing(scene, 'missing', 502, 'image_missing');
    expect(card.container_id).toBeNull();
  });

  fault('application exits at once', 'mimic: exit', async (scene) => {
    const card = await failing(scene, 'exit', 502, 'container_exited');
    expect(card.failure?.reason).toContain('3');
    expect(card.failure?.log_tail.join('\n')).toContain('there is no configuration');
  });

  fault('application takes all memory', 'mimic: greedy', async (scene) => {
    await failing(scene, 'greedy', 502, 'out_of_memory');
  });

  fault('application never listens', 'mimic: silent', async (scene) => {
    const card = await failing(scene, 'silent', 504, 'not_listening');
    expect(card.failure?.log_tail.join('\n')).toContain('still thinking');
  });

  fault('application listens late', 'mimic: late', async ({ stage, lifted }) => {
    const person = await stage.newcomer();
    await expectLaunch(stage, person, 'late', { status: 200, body: { status: 'running' } });
    lifted();
    // At once: who is told that it runs opens it.
    expect(await person.identity('late')).toMatchObject({ slug: person.slug });
  });

  fault('application crashes later', 'mimic: crash', async ({ stage, lifted, until }) => {
    const person = await stage.newcomer();
    const { body } = await expectLaunch(stage, person, 'crash');
    const container = stage.docker.getContainer(body['container_id'] as string);
    await person.open('crash', '/crash').catch(() => undefined);
    lifted();
    await until('the engine has started it again', 10, async () => {
      const { RestartCount, State } = await container.inspect();
      return RestartCount > 0 && State.Running;
    });
    await until('the card says so', 10, async () => (await person.card('crash')).status === 'running');
  });
});

/** The launch says why it failed, and the card keeps it. */
async function failing({ stage, lifted }: Scene, type: string, status: number, code: string) {
  const person = await stage.newcomer();
  await expectLaunch(stage, person, type, { status, code });
  lifted();
  const card = await person.card(type);
  expect(card).toMatchObject({ status: 'error', failure: { code } });
  return card;
}
