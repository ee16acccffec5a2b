import { expect } from '@jest/globals';
import type { Person } from '@spawner/kit/person';
import { calls } from '../support/engine-proxy.js';
import { expectLaunch } from '../support/expect-launch.js';
import { type FaultContext, faults } from '../support/fault.js';
import { identityOf } from '../support/identity.js';
import { Installation } from '../support/installation.js';
import { OwnEngine } from '../support/own-engine.js';

const ANSWER_MS = 15_000;

let engine: OwnEngine;

const onOwnEngine = async (): Promise<Installation> => {
  engine = await OwnEngine.start();
  return Installation.open({ ownEngine: engine });
};

faults(
  'Engine outages',
  onOwnEngine,
  (fault, nightly) => {
    nightly('engine stopped', 'SIGTERM to dockerd, then a new one', async (context) => {
      const person = await withRunningCard(context);
      await brokenBy(
        () => engine.stop(),
        () => lastKnownStaysMarked(context, person),
      );
      await allIsWell(context, person);
    });

    fault('engine frozen', 'SIGSTOP to dockerd, then SIGCONT', async (context) => {
      const person = await withRunningCard(context);
      await brokenBy(
        () => engine.freeze(),
        () => lastKnownStaysMarked(context, person),
      );
      await allIsWell(context, person);
    });

    nightly('engine crashed', 'SIGKILL of dockerd, then a new one', async (context) => {
      const person = await withRunningCard(context);
      await brokenBy(
        () => engine.crash(),
        () => lastKnownStaysMarked(context, person),
      );
      await allIsWell(context, person);
    });

    fault('engine crashed during a launch', 'SIGKILL of dockerd when the container has started', async (context) => {
      const [person, other] = [await withRunningCard(context), await context.installation.newcomer()];
      const crash = () => context.installation.first.proxy.whenAnswered(calls.start, () => engine.crash());
      await brokenBy(crash, async () => {
        await expectLaunch(context.installation, other, 'ok', { status: 503, code: 'runtime_unreachable' });
      });
      await allIsWell(context, person);
    });

    fault('container ended during an engine outage', 'SIGKILL of dockerd and of the application', async (context) => {
      const person = await withRunningCard(context);
      const container = context.installation.docker.getContainer(person.containerName('ok'));
      // Otherwise the engine restarts it and the card has nothing to change.
      await container.update({ RestartPolicy: { Name: 'no' } });
      const { State } = await container.inspect();
      await brokenBy(
        () => engine.crash(),
        async () => void process.kill(State.Pid, 'SIGKILL'),
      );
      await context.until('the card shows stopped', 20, async () => (await person.card('ok')).status === 'stopped');
      await allIsWell(context, person);
    });
  },
  ['own_engine'],
);

/** Repairs the engine also after a failed check, so that the next case can start. */
async function brokenBy(fault: () => unknown, look: () => Promise<void>): Promise<void> {
  try {
    await fault();
    await look();
  } finally {
    await engine.mend();
  }
}

async function withRunningCard({ installation }: FaultContext): Promise<Person> {
  const person = await installation.newcomer();
  await expectLaunch(installation, person, 'ok');
  return person;
}

/** During an outage the card keeps its last known status, marked with its age; the service goes on. */
async function lastKnownStaysMarked({ installation, until }: FaultContext, person: Person): Promise<void> {
  const outcome = { status: 503, code: 'runtime_unreachable' };
  const launch = await expectLaunch(installation, await installation.newcomer(), 'ok', outcome);
  expect(launch.milliseconds).toBeLessThan(ANSWER_MS);
  const card = await until('the card has the age of its status', 20, async () => {
    const cards = await person.cards();
    return cards.find(({ type, as_of }) => type === 'ok' && as_of !== null);
  });
  expect(card.status).toBe('running');
  expect(await identityOf(person, 'ok')).toMatchObject({ slug: person.slug });
}

async function allIsWell({ installation, lifted, until }: FaultContext, person: Person): Promise<void> {
  lifted();
  await until('the card is current', 20, async () => (await person.card('ok')).as_of === null);
  await expectLaunch(installation, person, 'ok');
  await expectLaunch(installation, await installation.newcomer(), 'ok');
}
