import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Person } from '@spawner/kit/person';
import { EventStream } from '../support/event-stream.js';
import { expectLaunch } from '../support/expect-launch.js';
import { Installation } from '../support/installation.js';

const TIMES = 50;

/** Time from `docker stop` to the event in the owner's stream. */
describe('docker stop', () => {
  let installation: Installation;
  let person: Person;
  let dashboard: EventStream;

  beforeAll(async () => {
    installation = await Installation.open();
    person = await installation.newcomer();
    await expectLaunch(installation, person, 'ok');
    dashboard = await EventStream.open(person, installation.product);
  }, 60_000);

  afterAll(async () => {
    dashboard.close();
    await installation.close();
  });

  it(`reaches the owner's event stream, ${TIMES} times`, async () => {
    const container = installation.docker.getContainer(person.containerName('ok'));
    const sinceStop: number[] = [];
    const sinceDead: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      await expectLaunch(installation, person, 'ok');
      await dashboard.waitFor('ok', 'running', 10);
      dashboard.forget();
      const before = performance.timeOrigin + performance.now();
      await container.stop();
      const { at } = await dashboard.waitFor('ok', 'stopped', 10);
      const { State } = await container.inspect();
      sinceStop.push(performance.timeOrigin + at - before);
      sinceDead.push(performance.timeOrigin + at - Date.parse(State.FinishedAt));
    }
    console.log(`docker stop → event: ${summary(sinceStop)}\ncontainer dead → event: ${summary(sinceDead)}`);
  }, 300_000);
});

function summary(milliseconds: readonly number[]): string {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => `${Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0)} ms`;
  return `median ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} (${sorted.length} times)`;
}
