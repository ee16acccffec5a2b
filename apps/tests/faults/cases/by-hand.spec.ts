import { expect } from '@jest/globals';
import type Docker from 'dockerode';
import { expectLaunch } from '../support/expect-launch.js';
import { type Scene, faults } from '../support/fault.js';
import type { Person } from '../support/person.js';
import { run } from '../support/run.js';
import { oneProcess } from '../support/stage.js';

const NOTICED_SECONDS = 10;

faults('Somebody works on the containers by hand', oneProcess, (fault) => {
  fault('container removed', 'docker rm --force', async (scene) => {
    const { person, container } = await running(scene);
    await container.remove({ force: true });
    await becomes(scene, person, 'not_created');
    await expectLaunch(scene.stage, person, 'ok');
  });

  fault('container stopped', 'docker stop', async (scene) => {
    const { person, container, id } = await running(scene);
    await container.stop();
    await becomes(scene, person, 'stopped');
    await expectLaunch(scene.stage, person, 'ok', { status: 200, body: { container_id: id } });
  });

  fault('container killed', 'docker kill', async (scene) => {
    const { person, container } = await running(scene);
    await container.kill();
    await becomes(scene, person, 'stopped', 'error');
    await expectLaunch(scene.stage, person, 'ok');
  });

  fault('application killed', 'SIGKILL of its process', async (scene) => {
    const { person, container, id } = await running(scene);
    const { State } = await container.inspect();
    process.kill(State.Pid, 'SIGKILL');
    scene.lifted();
    // Its restart policy brings it back, at another address perhaps.
    await scene.until('the engine has started it again', NOTICED_SECONDS, async () => {
      const { RestartCount, State: now } = await container.inspect();
      return RestartCount > 0 && now.Running && now.Pid !== State.Pid;
    });
    await becomes(scene, person, 'running');
    expect((await person.card('ok')).container_id).toBe(id);
  });

  fault('container paused', 'docker pause', async (scene) => {
    const { person, container, id } = await running(scene);
    await container.pause();
    await becomes(scene, person, 'paused');
    await expectLaunch(scene.stage, person, 'ok', { status: 200, body: { container_id: id } });
  });

  fault('container renamed', 'docker rename', async (scene) => {
    const { person, container, id } = await running(scene);
    const name = person.containerName('ok');
    await container.rename({ name: `${name}-renamed` });
    scene.lifted();
    await scene.until('it has its name back', NOTICED_SECONDS, async () => {
      return (await container.inspect()).Name === `/${name}`;
    });
    await expectLaunch(scene.stage, person, 'ok', { status: 200, body: { container_id: id } });
  });

  fault('container renamed and replaced', 'docker rename, then recreate at once', async (scene) => {
    const { person, container } = await running(scene);
    await container.rename({ name: `${person.containerName('ok')}-renamed` });
    scene.lifted();
    // Whoever looks by the name alone makes a second one.
    expect(await person.act('recreate', 'ok')).toMatchObject({ status: 200 });
  });

  fault('a stranger has the name', 'docker run --name user-…', async (scene) => {
    await refused(scene, {});
  });

  fault('another installation has the name', 'docker run with labels of another Spawner', async (scene) => {
    await refused(scene, { 'spawner.installation': '00000000-0000-4000-8000-000000000000', 'spawner.type': 'ok' });
  });
});

/** A card whose container runs. */
async function running({ stage }: Scene): Promise<{ person: Person; container: Docker.Container; id: string }> {
  const person = await stage.newcomer();
  const { body } = await expectLaunch(stage, person, 'ok');
  const id = body['container_id'] as string;
  return { person, id, container: stage.docker.getContainer(id) };
}

async function becomes({ lifted, until }: Scene, person: Person, ...statuses: string[]): Promise<void> {
  lifted();
  await until(`the card says ${statuses.join(' or ')}`, NOTICED_SECONDS, async () =>
    statuses.includes((await person.card('ok')).status),
  );
}

/** What is not ours is neither taken over nor touched. */
async function refused({ stage, lifted }: Scene, labels: Readonly<Record<string, string>>): Promise<void> {
  const person = await stage.newcomer();
  const stranger = await stage.docker.createContainer({
    name: person.containerName('ok'),
    Image: `${run.images}:ok`,
    Labels: labels,
  });
  try {
    await stranger.start();
    const before = await stranger.inspect();
    await expectLaunch(stage, person, 'ok', { status: 409, code: 'name_taken' });
    expect(await person.card('ok')).toMatchObject({ status: 'error', failure: { code: 'name_taken' } });
    await person.stop('ok');
    await person.ask('DELETE', '/api/container/ok');
    const { Id, State } = await stranger.inspect();
    expect({ Id, Pid: State.Pid }).toEqual({ Id: before.Id, Pid: before.State.Pid });
  } finally {
    await stranger.remove({ force: true });
  }
  lifted();
  await expectLaunch(stage, person, 'ok');
}
