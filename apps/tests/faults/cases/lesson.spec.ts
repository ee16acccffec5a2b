import { createInterface } from 'node:readline';
import { expect } from '@jest/globals';
import { ClassRoom } from '../support/class-room.js';
import { calls } from '../support/engine-proxy.js';
import { type FaultContext, faults } from '../support/fault.js';
import { Installation, oneProcess, twoProcesses } from '../support/installation.js';
import { LivePage } from '../support/live-page.js';
import { OwnEngine } from '../support/own-engine.js';

/** Twice as many as one process works on at a time. */
const PUPILS = 6;
const ENDS_IN_MS = 2000;

faults('API killed in a lesson', oneProcess, (fault) => {
  fault('API killed while it starts a class', 'SIGKILL when the first container has started', async (context) => {
    const { installation, lifted, until } = context;
    const { postgres } = installation;
    const room = await ClassRoom.open(installation, PUPILS);
    const starts = await startsOf(installation);
    const { product, proxy } = installation.first;
    proxy.whenAnswered(calls.start, () => product.kill());
    const job = await room.begin();
    await product.exited;
    expect(await openItems(context, job)).toBeGreaterThan(0);

    // Instead of waiting for the end of the leases of the dead process.
    await postgres.query('UPDATE job_item SET leased_until = now() WHERE leased_until IS NOT NULL');
    await installation.restart(installation.first);
    lifted();
    const { done, skipped, ...ended } = await room.ended(job);
    expect(ended).toMatchObject({ state: 'done', total: PUPILS, failed: 0 });
    expect(done + skipped).toBe(PUPILS);
    await allRun(context, room);
    await until('the engine has reported every start', 10, () => starts.users.length >= PUPILS);
    expect(starts.users.sort()).toEqual(room.ids.map(String).sort());
    starts.close();
    const { text: report } = await room.request(`/job/${job}/report`);
    expect(report.trim().split('\n')).toHaveLength(1 + PUPILS);
    expect(report).not.toMatch(/waiting|running|failed/);
  });
});

let engine: OwnEngine;

const onOwnEngine = async (): Promise<Installation> => {
  engine = await OwnEngine.start();
  return Installation.open({ ownEngine: engine });
};

faults(
  'Engine away in a lesson',
  onOwnEngine,
  (fault) => {
    fault('engine crashed in a lesson', 'SIGKILL of dockerd, then a new one', async (context) => {
      const { installation, lifted, until } = context;
      const room = await ClassRoom.open(installation, PUPILS);
      await room.ended(await room.begin());
      const { lesson } = await room.live();
      const job = await withoutEngine(async () => {
        const live = await until('the live page has the age of its tiles', 20, async () => {
          const found = await room.live();
          return found.as_of !== null && found;
        });
        expect(live.people.map(({ status }) => status)).toEqual(room.ids.map(() => 'running'));
        const body = { type: 'ok', all: true, expected: PUPILS };
        const { job_id: started } = await room.accepted('/cards/restart', { body });
        const failed = await room.ended(started as string);
        expect(failed).toMatchObject({ state: 'failed', failed: PUPILS });
        expect(failed.items).toEqual(
          room.ids.map(() => expect.objectContaining({ code: 'runtime_unreachable', reason: expect.any(String) })),
        );
        expect((await room.live()).people).toHaveLength(PUPILS);
        expect(await room.accepted('/lesson')).toMatchObject({ lesson });
        return failed.id;
      });
      lifted();
      await until('the tiles are current', 20, async () => (await room.live()).as_of === null);
      await room.accepted(`/job/${job}/retry`, { method: 'POST' });
      expect(await room.ended(job)).toMatchObject({ state: 'done', done: PUPILS, failed: 0 });
      await allRun(context, room);
    });
  },
  ['own_engine'],
);

/** Repairs the engine also after a failed check. */
async function withoutEngine<T>(look: () => Promise<T>): Promise<T> {
  await engine.crash();
  try {
    return await look();
  } finally {
    await engine.mend();
  }
}

faults('Database away in a lesson', oneProcess, (fault) => {
  fault(
    'database restarted at the end of a lesson',
    'pg_ctl stop, then start when its time is over',
    async (context) => {
      const { installation, lifted, until } = context;
      const { postgres } = installation;
      const room = await ClassRoom.open(installation, PUPILS);
      const [pupil] = room.pupils;
      await room.ended(await room.begin());
      await pupil?.stop('ok');
      const page = await LivePage.open(room, installation.product);
      const end = Date.now() + ENDS_IN_MS;
      await room.accepted('/lesson', { method: 'PATCH', body: { until: new Date(end).toISOString() } });
      await postgres.stop();
      await until('its time is over', 20, () => Date.now() > end);
      await postgres.start();
      lifted();
      await until('the page shows the end of the lesson', 20, () => page.shown?.lesson === null);
      await until('launching works again', 20, async () => (await pupil?.launch('ok'))?.status === 200);
      await until('the page shows the launch', 20, () => pupil && page.tile(pupil)?.status === 'running');
      page.close();
      const ended = await postgres.query(
        `SELECT actor_id FROM audit_event WHERE action = 'lesson_ended' AND class_id = $1`,
        [room.id],
      );
      expect(ended).toEqual([{ actor_id: null }]);
    },
  );
});

faults('Two processes in a lesson', twoProcesses, (fault) => {
  fault('class started and reset by two processes', 'each works on half of the items', async (context) => {
    const { installation, lifted } = context;
    const room = await ClassRoom.open(installation, PUPILS);
    await eachOnce(context, room, () => room.begin());
    const first = (await installation.containers()).map(({ Id }) => Id);
    const body = { type: 'ok', mode: 'container', all: true, expected: PUPILS };
    const job = await eachOnce(
      context,
      room,
      async () => (await room.accepted('/reset', { body }))['job_id'] as string,
    );
    lifted();
    const kept = (await installation.containers()).filter(({ Id }) => first.includes(Id));
    // Of the person who has warmed the installation up.
    expect(kept).toHaveLength(1);
    const reset = await installation.postgres.query<{ id: number }>(
      `SELECT about_user_id AS id FROM audit_event WHERE facts->>'job' = $1 AND about_user_id IS NOT NULL ORDER BY 1`,
      [job],
    );
    expect(reset.map(({ id }) => id)).toEqual(room.ids);
  });
});

/** Both processes take half of the items of a job that creates and starts a container for each. */
async function eachOnce(context: FaultContext, room: ClassRoom, begin: () => Promise<string>): Promise<string> {
  const { installation, until } = context;
  const before = workOf(installation);
  const releases = installation.processes.map(({ proxy }) => proxy.hold());
  let job = '';
  try {
    job = await begin();
    await until('every item is taken', 20, async () => (await openItems(context, job, 'running')) === PUPILS);
  } finally {
    for (const release of releases) release();
  }
  expect(await room.ended(job)).toMatchObject({ state: 'done', done: PUPILS });
  const half = ({ create, start }: { create: number; start: number }) => ({
    create: create + PUPILS / 2,
    start: start + PUPILS / 2,
  });
  expect(workOf(installation)).toEqual(before.map(half));
  await allRun(context, room);
  return job;
}

/** Engine calls of each process. */
const workOf = ({ processes }: Installation) =>
  processes.map(({ proxy }) => ({ create: proxy.count(calls.create), start: proxy.count(calls.start) }));

async function openItems({ installation }: FaultContext, job: string, ...states: string[]): Promise<number> {
  const rows = await installation.postgres.query('SELECT FROM job_item WHERE job_id = $1 AND state::text = ANY ($2)', [
    job,
    states.length > 0 ? states : ['waiting', 'running'],
  ]);
  return rows.length;
}

/** Every tile shows running. The invariants compare that with the containers, and what each pupil reaches. */
async function allRun({ until }: FaultContext, room: ClassRoom): Promise<void> {
  await until('every tile shows running', 40, async () =>
    (await room.live()).people.every(({ status }) => status === 'running'),
  );
}

/** The user of every start, from the engine itself: the answer to a call may have been lost. */
async function startsOf({ docker, id }: Installation) {
  const filters = { event: ['start'], label: [`spawner.installation=${id}`] };
  const stream = (await docker.getEvents({ filters })) as NodeJS.ReadableStream & { destroy(): void };
  const users: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    const { Actor } = JSON.parse(line) as { Actor: { Attributes: Record<string, string> } };
    users.push(Actor.Attributes['spawner.user'] ?? '');
  });
  return { users, close: () => stream.destroy() };
}
