import { expect } from '@jest/globals';
import { calls } from '../support/engine-proxy.js';
import { expectAnswer } from '../support/expect-launch.js';
import { faults } from '../support/fault.js';
import { type Installation, twoProcesses } from '../support/installation.js';

const CROWD = 50;

faults('Parallel launches and stops', twoProcesses, (fault, nightly) => {
  nightly('50 launches of one card', '50 requests at one process', async ({ installation, lifted }) => {
    const person = await installation.newcomer();
    const before = workOf(installation);
    const answers = await Promise.all(Array.from({ length: CROWD }, () => person.launch('ok')));
    lifted();
    for (const answer of answers) await expectAnswer(installation, { person, type: 'ok', answer });
    expect(workOf(installation)).toEqual({ create: before.create + 1, start: before.start + 1 });
  });

  fault(
    '50 launches of one card, two processes',
    '25 requests at each of two processes',
    async ({ installation, lifted }) => {
      const person = await installation.newcomer();
      const before = workOf(installation);
      const doors = installation.living.map((product) => person.at(product));
      const answers = await Promise.all(
        doors.flatMap((door) => Array.from({ length: CROWD / doors.length }, () => door.launch('ok'))),
      );
      lifted();
      for (const answer of answers) await expectAnswer(installation, { person, type: 'ok', answer });
      expect(workOf(installation)).toEqual({ create: before.create + 1, start: before.start + 1 });
    },
  );

  for (const [number, where] of ['the same process', 'the other process'].entries()) {
    fault(
      `stop during a launch, ${where}`,
      'stop while the application is not up yet',
      async ({ installation, lifted }) => {
        const person = await installation.newcomer();
        const launch = person.launch('late');
        await installation.hasSaid(person.containerName('late'), 'listening in');
        const stop = await person.at(installation.living[number] ?? installation.product).stop('late');
        lifted();
        expect(stop).toMatchObject({ status: 200, body: { status: 'stopped' } });
        const launched = { person, type: 'late', answer: await launch };
        await expectAnswer(installation, launched, { status: 409, code: 'superseded' });
        expect((await person.card('late')).status).toBe('stopped');
      },
    );
  }
});

/** Engine calls of all processes: two that work on one card would create and start twice. */
function workOf({ processes }: Installation) {
  const count = (call: RegExp): number => processes.reduce((sum, { proxy }) => sum + proxy.count(call), 0);
  return { create: count(calls.create), start: count(calls.start) };
}
