import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Person } from '@spawner/kit/person';
import { expectLaunch } from '../support/expect-launch.js';
import { type FaultContext, faults } from '../support/fault.js';
import { identityOf } from '../support/identity.js';
import { twoProcesses } from '../support/installation.js';
import { Load } from '../support/load.js';

const RESTARTS = 20;
const PACES = [
  { hertz: 5, times: 25, always: false },
  // At this rate some connections end at the moment when the pool hands them out.
  { hertz: 30, times: 100, always: true },
] as const;

faults('Database outages', twoProcesses, (fault, nightly) => {
  fault('database stopped', 'pg_ctl stop, then start', async (context) => {
    const person = await withRunningCard(context);
    await context.installation.postgres.stop();
    await launchingIsRefused(context, person);
    await serviceStillAnswers(person);
    await context.installation.postgres.start();
    await launchingWorksAgain(context, person);
  });

  fault('database frozen', 'SIGSTOP to all of its processes, then SIGCONT', async (context) => {
    const person = await withRunningCard(context);
    context.installation.postgres.freeze();
    try {
      await launchingIsRefused(context, person);
      await serviceStillAnswers(person);
    } finally {
      context.installation.postgres.thaw();
    }
    await launchingWorksAgain(context, person);
  });

  for (const { hertz, times, always } of PACES) {
    (always ? fault : nightly)(
      `connections terminated at ${hertz} Hz`,
      `pg_terminate_backend, ${times} times, under load`,
      async (context) => {
        const load = await Load.begin(context.installation);
        for (let round = 0; round < times; round += 1) {
          await Promise.all([context.installation.postgres.terminateConnections(), delay(1000 / hertz)]);
        }
        context.lifted();
        await load.end();
        nothingUnnamed(load);
      },
    );
  }

  nightly(`database restarted ${RESTARTS} times`, 'pg_ctl stop and start in turn, under load', async (context) => {
    const load = await Load.begin(context.installation);
    for (let round = 0; round < RESTARTS; round += 1) {
      await context.installation.postgres.stop();
      await context.installation.postgres.start();
    }
    context.lifted();
    await load.end();
    nothingUnnamed(load);
  });
});

async function withRunningCard({ installation }: FaultContext): Promise<Person> {
  const person = await installation.newcomer();
  await expectLaunch(installation, person, 'ok');
  return person;
}

async function launchingIsRefused({ installation }: FaultContext, person: Person): Promise<void> {
  for (const type of ['ok', 'late']) {
    await expectLaunch(installation, person, type, { status: 503, code: 'database_unavailable' });
  }
}

async function serviceStillAnswers(person: Person): Promise<void> {
  expect(await identityOf(person, 'ok')).toMatchObject({ slug: person.slug, type: 'ok' });
}

async function launchingWorksAgain({ lifted, until }: FaultContext, person: Person): Promise<void> {
  lifted();
  await until('launching works again', 20, async () => (await person.launch('ok')).status === 200);
  expect((await person.card('ok')).status).toBe('running');
}

/** No error under load is a 500, the status of an unknown cause. */
function nothingUnnamed({ tally }: Load): void {
  expect(Object.keys(tally).filter((outcome) => outcome.startsWith('500'))).toEqual([]);
  expect(tally['200']).toBeGreaterThan(0);
}
