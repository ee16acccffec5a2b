import { expect } from '@jest/globals';
import type { Person } from '@spawner/kit/person';
import type Docker from 'dockerode';
import { expectLaunch } from '../support/expect-launch.js';
import { type FaultContext, faults } from '../support/fault.js';
import { oneProcess } from '../support/installation.js';
import { run } from '../support/run.js';

const NOTICED_SECONDS = 10;

faults('Containers changed by hand', oneProcess, (fault, nightly) => {
  fault('container removed', 'docker rm --force', async (context) => {
    const { person, container } = await running(context);
    await container.remove({ force: true });
    await becomes(context, person, 'not_created');
    await expectLaunch(context.installation, person, 'ok');
  });

  fault('container stopped', 'docker stop', async (context) => {
    const { person, container, id } = await running(context);
    await container.stop();
    await becomes(context, person, 'stopped');
    await expectLaunch(context.installation, person, 'ok', { status: 200, body: { container_id: id } });
  });

  fault('container killed', 'docker kill', async (context) => {
    const { person, container } = await running(context);
    await container.kill();
    await becomes(context, person, 'stopped', 'error');
    await expectLaunch(context.installation, person, 'ok');
  });

  fault('application killed', 'SIGKILL of its process', async (context) => {
    const { person, container, id } = await running(context);
    const { State } = await container.inspect();
    process.kill(State.Pid, 'SIGKILL');
    context.lifted();
    // Its restart policy restarts it, maybe at another address.
    await context.until('the engine has restarted it', NOTICED_SECONDS, async () => {
      const { RestartCount, State: now } = await container.inspect();
      return RestartCount > 0 && now.Running && now.Pid !== State.Pid;
    });
    await becomes(context, person, 'running');
    expect((await person.card('ok')).container_id).toBe(id);
  });

  fault('container paused', 'docker pause', async (context) => {
    const { person, container, id } = await running(context);
    await container.pause();
    await becomes(context, person, 'paused');
    await expectLaunch(context.installation, person, 'ok', { status: 200, body: { container_id: id } });
  });

  fault('container renamed', 'docker rename', async (context) => {
    const { person, container, id } = await running(context);
    const name = person.containerName('ok');
    await container.rename({ name: `${name}-renamed` });
    context.lifted();
    await context.until('it has its name back', NOTICED_SECONDS, async () => {
      return (await container.inspect()).Name === `/${name}`;
    });
    await expectLaunch(context.installation, person, 'ok', { status: 200, body: { container_id: id } });
  });

  nightly('container renamed and replaced', 'docker rename, then recreate at once', async (context) => {
    const { person, container } = await running(context);
    await container.rename({ name: `${person.containerName('ok')}-renamed` });
    context.lifted();
    // A lookup by name only would create a second container.
    expect(await person.act('recreate', 'ok')).toMatchObject({ status: 200 });
  });

  fault('name taken by a foreign container', 'docker run --name user-…', async (context) => {
    await passedBy(context, {});
  });

  fault('name taken by another installation', 'docker run with labels of another Spawner', async (context) => {
    await passedBy(context, { 'spawner.installation': '00000000-0000-4000-8000-000000000000', 'spawner.type': 'ok' });
  });
});

/** A card whose container runs. */
async function running({
  installation,
}: FaultContext): Promise<{ person: Person; container: Docker.Container; id: string }> {
  const person = await installation.newcomer();
  const { body } = await expectLaunch(installation, person, 'ok');
  const id = body['container_id'] as string;
  return { person, id, container: installation.docker.getContainer(id) };
}

async function becomes({ lifted, until }: FaultContext, person: Person, ...statuses: string[]): Promise<void> {
  lifted();
  await until(`the card shows ${statuses.join(' or ')}`, NOTICED_SECONDS, async () =>
    statuses.includes((await person.card('ok')).status),
  );
}

/** A foreign container is neither adopted nor changed, and the person does not notice it. */
async function passedBy(
  { installation, lifted }: FaultContext,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const person = await installation.newcomer();
  const stranger = await installation.docker.createContainer({
    name: person.containerName('ok'),
    Image: `${run.images}:ok`,
    Labels: labels,
  });
  try {
    await stranger.start();
    const before = await stranger.inspect();
    lifted();
    await expectLaunch(installation, person, 'ok');
    await person.stop('ok');
    await person.request('/api/container/ok', { method: 'DELETE' });
    const { Id, State } = await stranger.inspect();
    expect({ Id, Pid: State.Pid }).toEqual({ Id: before.Id, Pid: before.State.Pid });
    await expectLaunch(installation, person, 'ok');
  } finally {
    await stranger.remove({ force: true });
  }
  expect(await person.card('ok')).toMatchObject({ status: 'running' });
}
