import { expect } from '@jest/globals';
import { expectLaunch } from '../support/expect-launch.js';
import { type FaultContext, faults } from '../support/fault.js';
import { Installation } from '../support/installation.js';

/** The default, which has to find out by itself what runs containers here. */
const automatic = (): Promise<Installation> => Installation.open({ environment: { RUNTIME: 'auto' } });

faults('Spawner starts before its engine answers', automatic, (fault) => {
  fault('engine slow at the start', 'it takes calls and answers none until Spawner serves', async (context) => {
    const { installation, lifted, until } = context;
    const person = await installation.newcomer();
    await expectLaunch(installation, person, 'ok');
    const { container_id: container } = await person.card('ok');

    await installation.product.kill();
    const answerAgain = installation.first.proxy.hold();
    try {
      await installation.restart(installation.first);
      await waitsForEngine(context, container);
    } finally {
      answerAgain();
    }
    lifted();

    const again = person.at(installation.product);
    await until('the card is up to date', 20, async () => (await again.card('ok')).as_of === null);
    await expectLaunch(installation, again, 'ok');
    expect(await again.card('ok')).toMatchObject({ status: 'running', container_id: container });
    await expectLaunch(installation, await installation.newcomer(), 'ok');
  });
});

/** It serves; nothing runs without isolation meanwhile, and no card forgets its container. */
async function waitsForEngine({ installation }: FaultContext, container: string | null): Promise<void> {
  const newcomer = await installation.newcomer();
  expect((await newcomer.request('/api/info')).body).toMatchObject({ runtime: 'docker', isolated: true });
  expect((await newcomer.request('/api/health/ready')).body).toEqual({ status: 'degraded', runtime: 'down' });
  await expectLaunch(installation, newcomer, 'ok', { status: 503, code: 'runtime_unreachable' });
  const rows = await installation.postgres.query(
    `SELECT status, container_id FROM user_container WHERE container_id IS NOT NULL`,
  );
  expect(rows).toContainEqual({ status: 'running', container_id: container });
}
