import { expect } from '@jest/globals';
import { expectLaunch } from '../support/expect-launch.js';
import { faults, type Scene } from '../support/fault.js';
import { Stage } from '../support/stage.js';

/** The default, which has to find out by itself what runs containers here. */
const automatic = (): Promise<Stage> => Stage.open({ environment: { RUNTIME: 'auto' } });

faults('Spawner starts before its engine answers', automatic, (fault) => {
  fault('engine slow at the start', 'it takes calls and answers none until Spawner serves', async (scene) => {
    const { stage, lifted, until } = scene;
    const person = await stage.newcomer();
    await expectLaunch(stage, person, 'ok');
    const { container_id: container } = await person.card('ok');

    await stage.product.kill();
    const answerAgain = stage.seat0.proxy.hold();
    try {
      await stage.restart(stage.seat0);
      await waitsForEngine(scene, container);
    } finally {
      answerAgain();
    }
    lifted();

    const again = person.at(stage.product);
    await until('the card is up to date', 20, async () => (await again.card('ok')).as_of === null);
    await expectLaunch(stage, again, 'ok');
    expect(await again.card('ok')).toMatchObject({ status: 'running', container_id: container });
    await expectLaunch(stage, await stage.newcomer(), 'ok');
  });
});

/** It serves; nothing runs without isolation meanwhile, and no card forgets its container. */
async function waitsForEngine({ stage }: Scene, container: string | null): Promise<void> {
  const newcomer = await stage.newcomer();
  expect((await newcomer.ask('GET', '/api/info')).body).toMatchObject({ runtime: 'docker', isolated: true });
  expect((await newcomer.ask('GET', '/api/health/ready')).body).toEqual({ status: 'degraded', runtime: 'down' });
  await expectLaunch(stage, newcomer, 'ok', { status: 503, code: 'runtime_unreachable' });
  const rows = await stage.postgres.query(
    `SELECT status, container_id FROM user_container WHERE container_id IS NOT NULL`,
  );
  expect(rows).toContainEqual({ status: 'running', container_id: container });
}
