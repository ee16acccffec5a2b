import { expect } from '@jest/globals';
import { calls } from '../support/engine-proxy.js';
import { expectAnswer } from '../support/expect-launch.js';
import { faults } from '../support/fault.js';
import { type Stage, twoProcesses } from '../support/stage.js';

const CROWD = 50;

faults('Everybody clicks at once', twoProcesses, (fault) => {
  fault('50 launches of one card', '50 requests at one process', async ({ stage, lifted }) => {
    const person = await stage.newcomer();
    const before = workOf(stage);
    const answers = await Promise.all(Array.from({ length: CROWD }, () => person.launch('ok')));
    lifted();
    for (const answer of answers) await expectAnswer(stage, { person, type: 'ok', answer });
    expect(workOf(stage)).toEqual({ create: before.create + 1, start: before.start + 1 });
  });

  fault('50 launches of one card, two processes', '25 requests at each of two processes', async ({ stage, lifted }) => {
    const person = await stage.newcomer();
    const before = workOf(stage);
    const doors = stage.living.map((product) => person.at(product));
    const answers = await Promise.all(
      doors.flatMap((door) => Array.from({ length: CROWD / doors.length }, () => door.launch('ok'))),
    );
    lifted();
    for (const answer of answers) await expectAnswer(stage, { person, type: 'ok', answer });
    expect(workOf(stage)).toEqual({ create: before.create + 1, start: before.start + 1 });
  });

  for (const [number, where] of ['the same process', 'the other process'].entries()) {
    fault(`stop races launch, ${where}`, 'stop while the application is not up yet', async ({ stage, lifted }) => {
      const person = await stage.newcomer();
      const launch = person.launch('late');
      await stage.hasSaid(person.containerName('late'), 'listening in');
      const stop = await person.at(stage.living[number] ?? stage.product).stop('late');
      lifted();
      expect(stop).toMatchObject({ status: 200, body: { status: 'stopped' } });
      const launched = { person, type: 'late', answer: await launch };
      await expectAnswer(stage, launched, { status: 409, code: 'superseded' });
      expect((await person.card('late')).status).toBe('stopped');
    });
  }
});

/** What all processes together have asked of the engine: several at one card would do it twice over. */
function workOf({ seats }: Stage) {
  const count = (call: RegExp): number => seats.reduce((sum, { proxy }) => sum + proxy.count(call), 0);
  return { create: count(calls.create), start: count(calls.start) };
}
