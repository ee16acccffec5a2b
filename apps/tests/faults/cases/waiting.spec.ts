import { expect } from '@jest/globals';
import type { Person } from '@spawner/kit/person';
import type { Postgres } from '@spawner/kit/postgres';
import { type FaultContext, faults } from '../support/fault.js';
import { Installation } from '../support/installation.js';

type Context = FaultContext<Postgres>;

const onePlace = (): Promise<Installation<Postgres>> =>
  Installation.open({ environment: { CAPACITY_RUNNING: '1', MAGIC_LINK_RATE_LIMIT: '1000' } });

faults('Launches that wait on a full server', onePlace, (fault) => {
  fault('database restarted', 'pg_ctl stop, then start, while two wait', async (context) => {
    const [holder, ...line] = await people(context, 3);
    await holder?.launch('ok');
    const launches = await queue(context, line);
    await context.installation.postgres.stop();
    await context.installation.postgres.start();
    context.lifted();
    await servedInOrder(context, holder, line);
    await launches();
  });

  fault('engine away', 'calls hang while one launches and two wait', async (context) => {
    const [first, ...line] = await people(context, 3);
    const release = context.installation.first.proxy.hold();
    try {
      const refused = first?.launch('ok');
      await context.until('it has the place', 10, async () => (await placesOf(context)) === 1);
      const launches = await queue(context, line);
      expect(await refused).toMatchObject({ status: 503, code: 'runtime_unreachable' });
      expect(await statesOf(context, line)).toEqual(['starting', 'starting']);
      release();
      context.lifted();
      await servedInOrder(context, undefined, line);
      expect((await launches()).map((answer) => answer?.status)).toEqual([200, 200]);
    } finally {
      release();
    }
  });

  fault('API killed', 'SIGKILL while a person and two restarts of a job wait', async (context) => {
    const { installation, until } = context;
    const { postgres } = installation;
    const [holder, person, ...restarted] = await people(context, 4);
    for (const each of restarted) {
      await each.launch('ok');
      await each.stop('ok');
    }
    await holder?.launch('ok');
    await postgres.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [holder?.user.id]);
    const containers = restarted.map(({ user }) => ({ user_id: user.id, type: 'ok' }));
    const job = await holder?.request('/api/admin/containers/bulk', { body: { act: 'restart', containers } });
    await until('the job waits', 20, async () => (await waitingOf(context)) === restarted.length);
    const launch = person?.launch('ok').catch(() => null);
    await until('all wait', 20, async () => (await waitingOf(context)) === restarted.length + 1);
    const before = await lineOf(context);
    expect(before[0]).toBe(person?.user.id);
    await installation.product.kill();
    await launch;
    await installation.restart(installation.first);
    context.lifted();
    const all = [person, ...restarted].flatMap((each) => each ?? []);
    const line = before.flatMap((id) => all.find(({ user }) => user.id === id) ?? []);
    for (const each of line)
      await until(`${each.slug} waits again`, 20, async () => {
        const { body } = await each.at(installation.product).request('/api/container/ok');
        return (body['launch'] as { readonly wait: unknown } | null)?.wait;
      });
    expect(await lineOf(context)).toEqual(before);
    // Instead of waiting for the end of the leases of the dead process.
    await postgres.query('UPDATE job_item SET leased_until = now() WHERE leased_until IS NOT NULL');
    await until('the job goes on', 20, async () => {
      const taken = await postgres.query('SELECT FROM job_item WHERE attempts = 2');
      return taken.length === restarted.length;
    });
    await servedInOrder(context, holder, line);
    await until('the job has ended', 60, async () => {
      const [row] = await postgres.query<{ state: string }>('SELECT state FROM job WHERE id = $1', [
        job?.body['job_id'],
      ]);
      return row?.state === 'done';
    });
  });

  fault('clock set back', 'the first one waits since a time that is still to come', async (context) => {
    const [holder, ...line] = await people(context, 3);
    await holder?.launch('ok');
    const first = await queue(context, line.slice(0, 1));
    await context.installation.postgres.query(
      `UPDATE user_container SET queued_at = queued_at + interval '1 hour' WHERE queued_at IS NOT NULL`,
    );
    const second = await queue(context, line.slice(1), 1);
    context.lifted();
    await servedInOrder(context, holder, line);
    expect([...(await first()), ...(await second())].map((answer) => answer?.status)).toEqual([200, 200]);
  });
});

/** New ones; nobody else has a place. */
async function people({ installation }: Context, count: number): Promise<Person[]> {
  for (const owner of installation.owners.values()) await owner.at(installation.product).stop('ok');
  const all: Person[] = [];
  while (all.length < count) all.push(await installation.newcomer());
  return all;
}

/**
 * Their launches wait, in this order.
 * @param before how many wait already
 * @returns their answers; null where the connection broke
 */
async function queue(context: Context, line: readonly Person[], before = 0) {
  const launches: ReturnType<Person['launch']>[] = [];
  for (const [index, person] of line.entries()) {
    launches.push(person.launch('ok'));
    await context.until(`${person.slug} waits`, 20, async () => (await waitingOf(context)) === before + index + 1);
  }
  const answers = launches.map((launch) => launch.catch(() => null));
  return () => Promise.all(answers);
}

/** Each gets the place when the one before gives it back, and in the end no place is lost. */
async function servedInOrder(context: Context, holder: Person | undefined, line: readonly Person[]): Promise<void> {
  const { installation, until } = context;
  const stop = (person: Person | undefined) =>
    until('the place is given back', 30, async () => {
      const answer = await person?.at(installation.product).stop('ok');
      return answer === undefined || answer.status === 200;
    });
  await stop(holder);
  for (const [index, person] of line.entries()) {
    await until(`${person.slug} runs`, 40, async () => (await statesOf(context, [person]))[0] === 'running');
    const behind = line.slice(index + 1);
    expect(await statesOf(context, behind)).toEqual(behind.map(() => 'starting'));
    expect(await placesOf(context)).toBe(1);
    await stop(person);
  }
  expect([await placesOf(context), await waitingOf(context)]).toEqual([0, 0]);
}

const count = async ({ installation }: Context, where: string): Promise<number> => {
  const sql = `SELECT count(*)::int AS count FROM user_container WHERE ${where}`;
  return (await installation.postgres.query<{ count: number }>(sql))[0]?.count ?? 0;
};
const placesOf = (context: Context) => count(context, 'reserved_at IS NOT NULL');
const waitingOf = (context: Context) => count(context, 'queued_at IS NOT NULL');

/** The owners of those who wait. */
async function lineOf({ installation }: Context): Promise<number[]> {
  const rows = await installation.postgres.query<{ user_id: number }>(
    'SELECT user_id FROM user_container WHERE queued_at IS NOT NULL ORDER BY lane, queued_at',
  );
  return rows.map(({ user_id: id }) => id);
}

async function statesOf({ installation }: Context, line: readonly Person[]): Promise<string[]> {
  const rows = await installation.postgres.query<{ status: string }>(
    `SELECT status FROM unnest($1::int[]) WITH ORDINALITY AS given (user_id, number)
     JOIN user_container USING (user_id) WHERE container_type = 'ok' ORDER BY number`,
    [line.map(({ user }) => user.id)],
  );
  return rows.map(({ status }) => status);
}
