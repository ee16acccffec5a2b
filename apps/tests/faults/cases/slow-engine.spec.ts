import { expect } from '@jest/globals';
import { expectLaunch } from '../support/expect-launch.js';
import { type FaultContext, faults } from '../support/fault.js';
import { Installation } from '../support/installation.js';

/** The default, which detects the runtime. */
const automatic = (): Promise<Installation> => Installation.open({ environment: { RUNTIME: 'auto' } });

faults('Start before the engine answers', automatic, (fault) => {
  fault('engine slow at the start', 'calls get no answer until Spawner serves', async (context) => {
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
    await until('the card is current', 20, async () => (await again.card('ok')).as_of === null);
    await expectLaunch(installation, again, 'ok');
    expect(await again.card('ok')).toMatchObject({ status: 'running', container_id: container });
    await expectLaunch(installation, await installation.newcomer(), 'ok');
  });
});

/** Spawner serves, starts nothing without isolation, and keeps every card's container. */
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
