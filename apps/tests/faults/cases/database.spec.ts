import { expect } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { expectLaunch } from '../support/expect-launch.js';
import { type Scene, faults } from '../support/fault.js';
import { Load } from '../support/load.js';
import type { Person } from '../support/person.js';
import { twoProcesses } from '../support/stage.js';

const RESTARTS = 20;
const PACES = [
  { hertz: 5, times: 25 },
  // At this pace some connections end in the very moment they are handed out.
  { hertz: 30, times: 100 },
] as const;

faults('The database goes away', twoProcesses, (fault) => {
  fault('database stopped', 'pg_ctl stop, then start', async (scene) => {
    const person = await withRunningCard(scene);
    await scene.stage.postgres.stop();
    await launchingIsRefused(scene, person);
    await serviceStillAnswers(person);
    await scene.stage.postgres.start();
    await launchingWorksAgain(scene, person);
  });

  fault('database frozen', 'SIGSTOP to all of its processes, then SIGCONT', async (scene) => {
    const person = await withRunningCard(scene);
    scene.stage.postgres.freeze();
    try {
      await launchingIsRefused(scene, person);
      await serviceStillAnswers(person);
    } finally {
      scene.stage.postgres.thaw();
    }
    await launchingWorksAgain(scene, person);
  });

  for (const { hertz, times } of PACES) {
    fault(
      `connections terminated at ${hertz} Hz`,
      `pg_terminate_backend, ${times} times, under load`,
      async (scene) => {
        const load = await Load.begin(scene.stage);
        for (let round = 0; round < times; round += 1) {
          await Promise.all([scene.stage.postgres.terminateConnections(), delay(1000 / hertz)]);
        }
        scene.lifted();
        await load.end();
        nothingUnnamed(load);
      },
    );
  }

  fault(`database restarted ${RESTARTS} times`, 'pg_ctl stop and start in turn, under load', async (scene) => {
    const load = await Load.begin(scene.stage);
    for (let round = 0; round < RESTARTS; round += 1) {
      await scene.stage.postgres.stop();
      await scene.stage.postgres.start();
    }
    scene.lifted();
    await load.end();
    nothingUnnamed(load);
  });
});

async function withRunningCard({ stage }: Scene): Promise<Person> {
  const person = await stage.newcomer();
  await expectLaunch(stage, person, 'ok');
  return person;
}

async function launchingIsRefused({ stage }: Scene, person: Person): Promise<void> {
  for (const type of ['ok', 'late']) {
    await expectLaunch(stage, person, type, { status: 503, code: 'database_unavailable' });
  }
}

async function serviceStillAnswers(person: Person): Promise<void> {
  expect(await person.identity('ok')).toMatchObject({ slug: person.slug, type: 'ok' });
}

async function launchingWorksAgain({ lifted, until }: Scene, person: Person): Promise<void> {
  lifted();
  await until('launching works again', 20, async () => (await person.launch('ok')).status === 200);
  expect((await person.card('ok')).status).toBe('running');
}

/** Whatever went wrong in the middle of it was told by its name. */
function nothingUnnamed({ tally }: Load): void {
  expect(Object.keys(tally).filter((outcome) => outcome.startsWith('500'))).toEqual([]);
  expect(tally['200']).toBeGreaterThan(0);
}
