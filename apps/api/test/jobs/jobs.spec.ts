import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Job, JobDetail, JobsPage, type Problem } from '@spawner/contracts';
import fc from 'fast-check';
import { AppError } from '../../src/errors/app-error.js';
import type { JobRow, JobTarget } from '../../src/jobs/job.js';
import { JobChanges } from '../../src/jobs/job-changes.js';
import type { Work } from '../../src/jobs/job-kinds.js';
import { JobQueue } from '../../src/jobs/job-queue.js';
import { Jobs, type NewJob } from '../../src/jobs/jobs.js';
import { JobsModule } from '../../src/jobs/jobs.module.js';
import { type Client, People } from '../auth/people.js';
import { createTestApp, type TestApp } from '../create-app.js';
import { leaveMails } from '../leave-mails.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

/** Passport is one for all applications in this process. */
const environment = { JWT_SECRET_KEY: randomBytes(32).toString('hex'), MAGIC_LINK_RATE_LIMIT: '100' };
const NOBODYS = '00000000-0000-4000-8000-000000000000';

describe('jobs', () => {
  let database: TestDatabase;
  let people: People;
  /** A second process on the same database. */
  let other: TestApp;
  let admin: Client;
  let adminId: number;
  let user: Client;
  /** What the items do in both processes. */
  let work: Work = () => Promise.resolve('done');

  beforeAll(async () => {
    database = await createTestDatabase();
    people = await People.start({ database, imports: [JobsModule], environment });
    other = await createTestApp({ database, imports: [JobsModule], environment });
    leaveMails(other.app);
    for (const { app } of [people.spawner, other]) {
      app.get(Jobs).handle('test', (...item) => work(...item));
      app.get(Jobs).handle('own', (...item) => work(...item), { role: 'user' });
      app.get(Jobs).handle('launching', (...item) => work(...item), { waits: true });
    }
    admin = await people.clientOf('admin@example.com');
    user = await people.clientOf('user@example.com');
    const [row] = await people.rows<{ id: number }>(`SELECT id FROM users WHERE role = 'admin'`);
    adminId = row?.id ?? 0;
  });
  afterEach(() => {
    work = () => Promise.resolve('done');
  });
  afterAll(async () => {
    await other.close();
    await people.close();
    await database.drop();
  });

  const start = (count: number, given: Partial<NewJob> = {}) =>
    people.spawner.app.get(Jobs).start({
      kind: 'test',
      startedBy: adminId,
      from: '192.0.2.1',
      request: {},
      items: Array.from({ length: count }, (_, index) => ({ label: String(index + 1) })),
      ...given,
    });
  const read = async (id: string, client = admin) =>
    JobDetail.parse((await people.spawner.get(`/api/job/${id}`, { ...client })).json());
  const act = (id: string, what: 'cancel' | 'retry', client = admin) =>
    people.spawner.post(`/api/job/${id}/${what}`, undefined, { ...client });
  /** Resolves once the job is as wished. */
  const until = (id: string, wished: (job: JobRow) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const { app } = people.spawner;
      const look = (): void => {
        app
          .get(Jobs)
          .find(id)
          .then((job) => {
            if (!job || !wished(job)) return;
            stop();
            resolve();
          }, reject);
      };
      const stop = app.get(JobChanges).subscribe(look);
      look();
    });
  const ended = async (id: string): Promise<JobDetail> => {
    await until(id, ({ finished_at: at }) => at !== null);
    return read(id);
  };
  /** Work that goes on only when it is let go. */
  const held = () => {
    let begun: (label: string) => void = () => undefined;
    let letGo: () => void = () => undefined;
    const first = new Promise<string>((resolve) => (begun = resolve));
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    work = async ({ label }) => {
      begun(label);
      await gate;
      return 'done';
    };
    return { first, letGo: () => letGo() };
  };

  it('items that succeed, fail, and have nothing to do: counted, named, recorded once', async () => {
    work = ({ label }) => {
      if (label === '2') return Promise.reject(new AppError('unknown_type', { types: 'dev' }));
      if (label === '3') return Promise.reject(new Error('bug'));
      return Promise.resolve(label === '4' ? 'skipped' : 'done');
    };
    const id = await start(5);
    const job = await ended(id);
    expect(job).toMatchObject({ state: 'failed', total: 5, done: 2, failed: 2, skipped: 1 });
    expect(job.started_by).toEqual({ id: adminId, name: 'admin@example.com' });
    expect(job.items.map(({ seq, state, code }) => [seq, state, code])).toEqual([
      [2, 'failed', 'unknown_type'],
      [3, 'failed', 'internal_error'],
      [4, 'skipped', null],
    ]);
    expect(job.items[0]?.reason).toMatch(/\p{L}{3}/u);
    expect(
      await people.rows('SELECT actor_id, from_ip, facts FROM audit_event WHERE action = $1 AND subject = $2', [
        'job_finished',
        id,
      ]),
    ).toEqual([
      {
        actor_id: adminId,
        from_ip: '192.0.2.1',
        facts: { kind: 'test', total: 5, done: 2, failed: 2, skipped: 1 },
      },
    ]);
  });

  it('without an item: nothing_selected, no job', async () => {
    const before = await people.rows('SELECT FROM job');
    await expect(start(0)).rejects.toMatchObject({ code: 'nothing_selected' });
    expect(await people.rows('SELECT FROM job')).toHaveLength(before.length);
  });

  it('repeated: only what failed is done again', async () => {
    const tried: string[] = [];
    let isBroken = true;
    work = ({ label }) => {
      tried.push(label);
      return isBroken && label !== '1' ? Promise.reject(new AppError('runtime_unreachable')) : Promise.resolve('done');
    };
    const id = await start(3);
    expect(await ended(id)).toMatchObject({ state: 'failed', done: 1, failed: 2 });
    isBroken = false;
    tried.length = 0;
    expect((await act(id, 'retry')).statusCode).toBe(200);
    expect(await ended(id)).toMatchObject({ state: 'done', done: 3, failed: 0, items: [] });
    expect(tried.sort()).toEqual(['2', '3']);
    expect((await act(id, 'retry')).json<Job>()).toMatchObject({ state: 'done', done: 3 });
    expect(
      await people.rows(`SELECT actor_id, facts FROM audit_event WHERE action = 'job_retried' AND subject = $1`, [id]),
    ).toEqual([{ actor_id: adminId, facts: { items: 2 } }]);
  });

  it('cancelled: waiting items are skipped, running ones end, and it is recorded', async () => {
    const { first, letGo } = held();
    const id = await start(50);
    await first;
    expect((await act(id, 'cancel')).json<Job>()).toMatchObject({ state: 'cancelled', finished_at: null });
    letGo();
    const job = await ended(id);
    expect(job.state).toBe('cancelled');
    expect([job.done <= 6, job.done + job.skipped]).toEqual([true, 50]);
    expect((await act(id, 'cancel')).json<Job>()).toMatchObject({ skipped: job.skipped });
    expect(
      await people.rows(`SELECT actor_id FROM audit_event WHERE action = 'job_cancelled' AND subject = $1`, [id]),
    ).toEqual([{ actor_id: adminId }]);
  });

  it('two processes: each works on three items at a time, none works on another’s', async () => {
    const seen: string[] = [];
    let most = 0;
    let now = 0;
    work = async ({ label }) => {
      seen.push(label);
      most = Math.max(most, ++now);
      await people.rows('SELECT');
      now -= 1;
      return 'done';
    };
    expect(await ended(await start(60))).toMatchObject({ state: 'done', done: 60 });
    expect([seen.length, new Set(seen).size]).toEqual([60, 60]);
    expect(most).toBeLessThanOrEqual(6);
  });

  it('small job beside a large one: does not wait for its end', async () => {
    const order: string[] = [];
    const { first, letGo } = held();
    const large = await start(40);
    await first;
    work = (_, { id }) => {
      order.push(id);
      return Promise.resolve('done');
    };
    const small = await start(1);
    letGo();
    await ended(small);
    expect(order.indexOf(small)).toBeLessThan(10);
    await ended(large);
  });

  it('items that wait in all places of both processes: another job does not wait behind them', async () => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    let begun = 0;
    const all = new Promise<void>((resolve) => {
      work = async (_, { kind }) => {
        if (kind !== 'launching') return 'done';
        if ((begun += 1) === 6) resolve();
        await gate;
        return 'done';
      };
    });
    const launching = await start(12, { kind: 'launching' });
    await all;
    expect(await ended(await start(12))).toMatchObject({ state: 'done', done: 12 });
    expect(begun).toBe(6);
    letGo();
    expect(await ended(launching)).toMatchObject({ state: 'done', done: 12 });
  });

  it('items that only wait: the others of their kind get their places', async () => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    let begun = 0;
    const all = new Promise<void>((resolve) => {
      work = async (_, _job, onlyWaits) => {
        if ((begun += 1) === 12) resolve();
        onlyWaits();
        await gate;
        return 'done';
      };
    });
    const waiting = await start(12, { kind: 'launching' });
    await all;
    expect(await read(waiting)).toMatchObject({ state: 'running', done: 0 });
    letGo();
    expect(await ended(waiting)).toMatchObject({ state: 'done', done: 12 });
  });

  it('starter who is blocked or no longer admin: the remaining items fail as forbidden', async () => {
    const role = (name: string) => people.rows('UPDATE users SET role = $1 WHERE id = $2', [name, adminId]);
    const { first, letGo } = held();
    const id = await start(20);
    await first;
    await role('user');
    letGo();
    await until(id, ({ finished_at: at }) => at !== null);
    // The starter cannot read it any more.
    expect((await people.spawner.get(`/api/job/${id}`, { ...admin })).statusCode).toBe(404);
    await role('admin');
    const job = await read(id);
    expect([job.done <= 6, job.done + job.failed]).toEqual([true, 20]);
    expect(new Set(job.items.map(({ code }) => code))).toEqual(new Set(['forbidden']));
  });

  it('claim of a process that has died: taken over; what the old one then says does not count', async () => {
    const queue = people.spawner.app.get(JobQueue);
    await people.spawner.app.get(Jobs).start({
      kind: 'elsewhere',
      startedBy: null,
      request: {},
      items: [{ label: 'a' }],
    });
    const before = await queue.claim(['elsewhere']);
    expect(await queue.claim(['elsewhere'])).toBeNull();
    await people.rows(`UPDATE job_item SET leased_until = now() - interval '1 second' WHERE state = 'running'`);
    const after = await queue.claim(['elsewhere']);
    expect([before?.attempts, after?.attempts]).toEqual([1, 2]);
    if (!before || !after) return;
    await queue.settle(before, 'failed', 'internal_error');
    await queue.renew([before]);
    await queue.settle(after, 'done');
    expect(await read(after.job.id)).toMatchObject({ state: 'done', done: 1, failed: 0 });
  });

  it('item that is lost again and again with its process: fails without being tried', async () => {
    const tried: string[] = [];
    work = ({ label }) => {
      tried.push(label);
      return Promise.resolve('done');
    };
    const id = await people.spawner.dataSource.transaction(async (manager) => {
      const items = [{ label: 'poison' }];
      const job = await people.spawner.app
        .get(Jobs)
        .start({ kind: 'test', startedBy: null, request: {}, items }, manager);
      await manager.query('UPDATE job_item SET attempts = 5 WHERE job_id = $1', [job]);
      return job;
    });
    expect(await ended(id)).toMatchObject({ state: 'failed', started_by: null, items: [{ code: 'internal_error' }] });
    expect(tried).toEqual([]);
  });

  it('large job: all its labels, any text, in one statement', async () => {
    const items: JobTarget[] = [{ label: `\0${'ü'.repeat(400)}`, userId: 7, type: 'dev' }, { label: '💥'.repeat(250) }];
    const id = await start(2, { items });
    await ended(id);
    expect(await people.rows('SELECT user_id, type, label FROM job_item WHERE job_id = $1 ORDER BY seq', [id])).toEqual(
      [
        { user_id: 7, type: 'dev', label: `\ufffd${'ü'.repeat(199)}` },
        { user_id: null, type: null, label: '💥'.repeat(200) },
      ],
    );
  });

  it('report: a CSV with every item, which starts no formula', async () => {
    work = () => Promise.reject(new AppError('runtime_unreachable'));
    const id = await start(2, { items: [{ label: '=HYPERLINK("http://evil")' }, { label: 'x;@SUM(1)' }] });
    await ended(id);
    const answer = await people.spawner.get(`/api/job/${id}/report`, { ...admin, 'accept-language': 'en' });
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="test.csv"');
    expect(answer.body.split('\r\n')).toEqual([
      '\ufeff"number","label","user_id","type","state","code","reason"',
      expect.stringMatching(/^1,"'=HYPERLINK\(""http:\/\/evil""\)",,,"failed","runtime_unreachable",".+"$/),
      expect.stringMatching(/^2,"x;'@SUM\(1\)",,,"failed"/),
      '',
    ]);
  });

  it('lists: one’s own, or all for admins, newest first, in pages', async () => {
    const [row] = await people.rows<{ id: number }>(`SELECT id FROM users WHERE email = 'user@example.com'`);
    const own = await start(1, { kind: 'own', startedBy: row?.id ?? 0 });
    await ended(own);
    const list = async (path: string, client: Client) =>
      JobsPage.parse((await people.spawner.get(path, { ...client })).json());
    expect((await list('/api/user/jobs', user)).items.map(({ id }) => id)).toEqual([own]);
    expect((await list('/api/user/jobs', admin)).items.map(({ id }) => id)).not.toContain(own);

    const all = await list('/api/admin/jobs?limit=200', admin);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: JobsPage = await list(`/api/admin/jobs?limit=2${cursor && `&cursor=${cursor}`}`, admin);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(all.items.map(({ id }) => id));
    expect(all.total).toBe(seen.length);
    const made = (key: string, id: string | number) =>
      `cursor=${Buffer.from(JSON.stringify({ sort: '-created', key, id })).toString('base64url')}`;
    for (const query of [
      'limit=0',
      'limit=201',
      'cursor=💥',
      made('x', NOBODYS),
      made('2026-01-01T00:00:00Z', 1),
      made('0000-01-01T00:00:00Z', NOBODYS),
      'all=1',
    ])
      expect((await people.spawner.get(`/api/admin/jobs?${query}`, { ...admin })).statusCode).toBe(400);
  });

  it('job of another person: not found, whatever is tried', async () => {
    const ids = [await start(1), await start(1, { kind: 'own' })];
    for (const id of ids) await ended(id);
    for (const job of [...ids, NOBODYS, '1']) {
      const answers = [
        await people.spawner.get(`/api/job/${job}`, { ...user }),
        await people.spawner.get(`/api/job/${job}/report`, { ...user }),
        await act(job, 'cancel', user),
        await act(job, 'retry', user),
      ];
      expect(answers.map((answer) => [answer.statusCode, answer.json<Problem>().code])).toEqual(
        Array(4).fill([404, 'not_found']),
      );
    }
    expect((await people.spawner.get('/api/admin/jobs', { ...user })).statusCode).toBe(403);
  });

  it('any outcomes, cancelled and repeated meanwhile in two processes: each item ends once, the numbers are true', async () => {
    await people.rows(`
      CREATE TABLE ending (job_id UUID, seq INT, attempts INT, PRIMARY KEY (job_id, seq, attempts));
      CREATE FUNCTION note_ending() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO ending VALUES (NEW.job_id, NEW.seq, NEW.attempts); RETURN NULL; END $$;
      CREATE TRIGGER note AFTER UPDATE ON job_item FOR EACH ROW
        WHEN (OLD.state = 'running' AND NEW.state IN ('done', 'failed', 'skipped')) EXECUTE FUNCTION note_ending();`);
    const outcome = fc.constantFrom('done', 'skipped', 'failed', 'bug');
    const acts = fc.array(fc.constantFrom<'cancel' | 'retry'>('cancel', 'retry'), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(outcome, { minLength: 1, maxLength: 25 }), acts, async (outcomes, planned) => {
        work = ({ label }) => {
          const wished = outcomes[Number(label) - 1];
          if (wished === 'failed') return Promise.reject(new AppError('runtime_unreachable'));
          if (wished === 'bug') return Promise.reject(new Error('bug'));
          return Promise.resolve(wished === 'skipped' ? 'skipped' : 'done');
        };
        const id = await start(outcomes.length);
        await Promise.all(planned.map((what) => act(id, what)));
        const job = await ended(id);
        const [numbers] = await people.rows(
          `SELECT count(*)::int AS total, count(*) FILTER (WHERE state = 'done')::int AS done,
                  count(*) FILTER (WHERE state = 'failed')::int AS failed,
                  count(*) FILTER (WHERE state = 'skipped')::int AS skipped
           FROM job_item WHERE job_id = $1`,
          [id],
        );
        const { total, done, failed, skipped } = job;
        expect(numbers).toEqual({ total, done, failed, skipped });
        expect(done + failed + skipped).toBe(total);
      }),
      { numRuns: 25 },
    );
  });

  it('kept for 30 days after their end', async () => {
    const [before, kept] = [await start(1), await start(1)];
    await ended(before);
    await ended(kept);
    await people.rows(`UPDATE job SET finished_at = now() - interval '31 days' WHERE id = $1`, [before]);
    await people.spawner.app.get(Jobs).forget(new Date(Date.now() - 30 * 86_400_000));
    expect((await people.spawner.get(`/api/job/${before}`, { ...admin })).statusCode).toBe(404);
    expect((await read(kept)).id).toBe(kept);
  });
});
