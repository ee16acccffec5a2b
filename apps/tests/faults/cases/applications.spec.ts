import { expect } from '@jest/globals';
import { expectLaunch } from '../support/expect-launch.js';
import { type FaultContext, faults } from '../support/fault.js';
import { identityOf } from '../support/identity.js';
import { Installation } from '../support/installation.js';

const READY_SECONDS = 5;
/** On a busy machine the engine does not always notice why the kernel killed it. */
const OUT_OF_MEMORY: unknown = expect.stringMatching(/^(out_of_memory|container_killed)$/);

const installation = (): Promise<Installation> =>
  Installation.open({ environment: { LAUNCH_READY_TIMEOUT: String(READY_SECONDS) } });

faults('Faulty applications', installation, (fault) => {
  fault('image missing', 'a template whose image does not exist', async (context) => {
    const card = await failing(context, 'missing', 502, 'image_pull_failed');
    expect(card.container_id).toBeNull();
  });

  fault('application exits at once', 'mimic: exit', async (context) => {
    const card = await failing(context, 'exit', 502, 'container_exited');
    expect(card.failure?.reason).toContain('3');
    expect(card.failure?.log_tail.join('\n')).toContain('there is no configuration');
  });

  fault('application writes invalid UTF-8 and exits', 'mimic: binary', async (scene) => {
    const card = await failing(scene, 'binary', 502, 'container_exited');
    expect(card.failure?.log_tail).toContain('a\ufffdb\ufffd');
  });

  fault('application takes all memory', 'mimic: greedy', async (context) => {
    await failing(context, 'greedy', 502, OUT_OF_MEMORY);
  });

  fault('application runs out of memory again and again', 'mimic: leaky', async ({ installation, lifted, until }) => {
    const person = await installation.newcomer();
    const { body } = await expectLaunch(installation, person, 'leaky');
    lifted();
    await until('the card shows the failure', 60, async () => (await person.card('leaky')).status === 'error');
    const { failure } = await person.card('leaky');
    expect(failure).toMatchObject({ code: OUT_OF_MEMORY, phase: 'running' });
    await until('the container is stopped', 10, async () => {
      const { State } = await installation.docker.getContainer(body['container_id'] as string).inspect();
      return State.Status === 'exited';
    });
  });

  fault('application never listens', 'mimic: silent', async (context) => {
    const card = await failing(context, 'silent', 504, 'not_listening');
    expect(card.failure?.log_tail.join('\n')).toContain('still thinking');
  });

  fault('application listens late', 'mimic: late', async ({ installation, lifted }) => {
    const person = await installation.newcomer();
    await expectLaunch(installation, person, 'late', { status: 200, body: { status: 'running' } });
    lifted();
    // Without a retry: a container that is reported as running has to answer.
    expect(await identityOf(person, 'late')).toMatchObject({ slug: person.slug });
  });

  fault('application crashes later', 'mimic: crash', async ({ installation, lifted, until }) => {
    const person = await installation.newcomer();
    const { body } = await expectLaunch(installation, person, 'crash');
    const container = installation.docker.getContainer(body['container_id'] as string);
    await person.open(`/${person.slug}-crash/crash`, { seconds: 5 }).catch(() => undefined);
    lifted();
    await until('the engine has restarted it', 10, async () => {
      const { RestartCount, State } = await container.inspect();
      return RestartCount > 0 && State.Running;
    });
    await until('the card shows running', 10, async () => (await person.card('crash')).status === 'running');
  });
});

/** Both the launch and the card give the reason of the failure. */
async function failing({ installation, lifted }: FaultContext, type: string, status: number, code: unknown) {
  const person = await installation.newcomer();
  await expectLaunch(installation, person, type, { status, code });
  lifted();
  const card = await person.card(type);
  expect(card).toMatchObject({ status: 'error', failure: { code } });
  return card;
}
