import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  Class,
  JobDetail,
  JobsPage,
  JobStarted,
  LessonBegun,
  LessonEnded,
  SettingsResponse,
  StartEstimate,
} from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { IdlePolicy } from '../../src/lifecycle/idle-policy.js';
import { type Person, type Product, startProduct } from '../product.js';
import { addClassAccounts, openSchool } from './school.js';

describe('containers of a class', () => {
  let product: Product;
  let folder: string;
  let admin: Person;
  let vogel: Person;
  let sand: Person;
  let ann: Person;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-class-'));
    // Ends at once for whom there is a file, and is not ready while there is one called .slow.
    const main = `
      import { existsSync } from 'node:fs';
      import http from 'node:http';
      const file = ${JSON.stringify(folder)} + '/' + process.env.USER_SLUG;
      if (existsSync(file)) process.exit(1);
      const server = http.createServer((request, response) => {
        response.statusCode = existsSync(file + '.slow') ? 503 : 200;
        response.end('main');
      });
      server.listen(process.env.PORT, process.env.HOST);
      process.on('SIGTERM', () => process.exit(0));`;
    product = await startProduct({
      environment: { CONTAINER_IDLE_TIMEOUT: '100', CONTAINER_STOP_TIMEOUT: '200' },
      services: { main, other: main },
    });
    ({ admin, vogel, sand, ann } = await openSchool(product));
  });
  afterAll(async () => {
    await product.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A class of Vogel's with accounts of these names. */
  async function create(name: string, names: readonly string[]) {
    const { body } = await vogel.call<Class>('POST', '/classes', { name, templates: ['main', 'dev'] });
    const path = `/class/${String(body.id)}`;
    const members = await addClassAccounts(vogel, body.id, names);
    const ids = Object.fromEntries(members.map((member) => [member.name, member.user_id]));
    return { id: body.id, path, idOf: (member: string) => ids[member] as number };
  }
  const act = (teacher: Person, path: string, name: string, wish: object) =>
    teacher.call<JobStarted>('POST', `${path}/cards/${name}`, { type: 'main', ...wish });
  const ended = (path: string, jobId: string | null) =>
    until('job has ended', 60, async () => {
      const { body } = await vogel.call<JobDetail>('GET', `${path}/job/${String(jobId)}`);
      return body.finished_at !== null && body;
    });
  const verdicts = ({ items }: JobDetail) => items.map(({ label, state, code }) => [label, state, code]);
  const statuses = (type = 'main') =>
    product.rows<{ slug: string; status: string }>(
      `SELECT slug, status FROM user_container JOIN users ON users.id = user_id WHERE container_type = '${type}' ORDER BY slug`,
    );
  const jobs = () => product.rows('SELECT id FROM job');

  it('rights: only members, only templates of the class, and nothing is done by half', async () => {
    const { path, id, idOf } = await create('7a', ['Kim']);
    const stranger = await create('8a', ['Lou']);
    const before = await jobs();
    const refused = async (teacher: Person, wish: object, status: number, code: string, name = 'start') =>
      expect(await act(teacher, path, name, wish)).toMatchObject({ status, body: { code } });
    await refused(sand, { all: true, expected: 1 }, 404, 'not_found');
    await refused(vogel, { user_ids: [idOf('Kim'), stranger.idOf('Lou')] }, 404, 'not_found');
    await refused(vogel, { user_ids: [idOf('Kim'), vogel.user.id] }, 403, 'forbidden');
    await refused(vogel, { user_ids: [idOf('Kim')], type: 'other' }, 403, 'forbidden');
    await refused(vogel, { user_ids: [idOf('Kim')] }, 404, 'not_found', 'erase');
    await refused(vogel, { user_ids: [] }, 400, 'invalid_request');
    await refused(vogel, { all: true }, 400, 'invalid_request');
    expect(await act(vogel, path, 'start', { all: true, expected: 2 })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: { members: 1 } },
    });
    await admin.call('POST', `${path}/members`, { user_ids: [admin.user.id] });
    await refused(vogel, { user_ids: [admin.user.id] }, 403, 'forbidden');
    await product.rows(`INSERT INTO class_template VALUES (${String(id)}, 'gone', 5)`);
    await refused(vogel, { all: true, expected: 1, type: 'gone' }, 400, 'unknown_type');
    await vogel.call('POST', `${path}/archive`);
    await refused(vogel, { all: true, expected: 1 }, 409, 'class_archived');
    expect(await jobs()).toEqual(before);
  });

  it('start all: each as their own; skipped and failed are named with the reason, and the failed one is repeated', async () => {
    const names = ['Amy', 'Ben', 'Cem', 'Dia', 'Eli'];
    const { path, id, idOf } = await create('7b', names);
    await vogel.call('POST', `${path}/teachers`, { email: 'sand@school.example' });
    await product.rows(`UPDATE users SET blocked = true WHERE id = ${String(idOf('Ben'))}`);
    await product.rows(`INSERT INTO limit_rule (user_id, kind, value) VALUES (${String(idOf('Dia'))}, 'running', 0)`);
    await writeFile(join(folder, 'cem'), '');
    const first = await act(vogel, path, 'start', { user_ids: [idOf('Amy'), idOf('Amy')] });
    expect(await ended(path, first.body.job_id)).toMatchObject({ state: 'done', total: 1, done: 1 });

    const { body } = await act(vogel, path, 'start', { all: true, expected: 5 });
    const done = await ended(path, body.job_id);
    expect(done).toMatchObject({ kind: 'class_start', state: 'failed', total: 5, done: 1, failed: 1, skipped: 3 });
    expect(verdicts(done)).toEqual([
      ['Cem', 'failed', 'container_exited'],
      ['Amy', 'skipped', null],
      ['Ben', 'skipped', 'account_blocked'],
      ['Dia', 'skipped', 'limit_reached'],
    ]);
    expect((await statuses()).filter(({ status }) => status === 'running')).toMatchObject([
      { slug: 'amy' },
      { slug: 'eli' },
    ]);
    // Colleagues of the class, and nobody else; by the class, and not by another one.
    const job = `${path}/job/${body.job_id}`;
    expect(await sand.call('GET', job)).toMatchObject({ status: 200 });
    const elsewhere = await create('8b', ['Zoe']);
    for (const address of [`${elsewhere.path}/job/${body.job_id}`, `${path}/job/x`])
      expect(await vogel.call('GET', address)).toMatchObject({ status: 404 });
    expect((await sand.call<JobsPage>('GET', `${path}/jobs`)).body).toMatchObject({ total: 2 });
    await rm(join(folder, 'cem'));
    expect(await sand.call('POST', `${job}/retry`)).toMatchObject({ status: 200 });
    expect(await ended(path, body.job_id)).toMatchObject({ state: 'done', done: 2, failed: 0 });
    expect(
      await product.rows(
        `SELECT action, about_user_id, facts->>'people' AS people FROM audit_event
         WHERE class_id = ${String(id)} AND action IN ('class_started', 'job_retried', 'job_finished') ORDER BY id`,
      ),
    ).toMatchObject([
      { action: 'class_started', about_user_id: idOf('Amy'), people: '1' },
      { action: 'job_finished' },
      { action: 'class_started', about_user_id: null, people: '5' },
      { action: 'job_finished' },
      { action: 'job_retried' },
      { action: 'job_finished' },
    ]);
    const ofSand = async (jobId: string) => ({
      read: (await sand.call('GET', `/job/${jobId}`)).status,
      listed: (await sand.call<JobsPage>('GET', '/user/jobs')).body.items.map((each) => each.id),
    });
    const theirs = (await act(sand, path, 'restart', { user_ids: [idOf('Ben')] })).body.job_id;
    await ended(path, theirs);
    expect(await ofSand(theirs)).toEqual({ read: 200, listed: [theirs] });
    await admin.call('DELETE', `${path}/member/${String(sand.user.id)}`);
    expect(await ofSand(theirs)).toEqual({ read: 404, listed: [] });
    const stop = await act(vogel, path, 'stop', { all: true, expected: 5 });
    expect(await ended(path, stop.body.job_id)).toMatchObject({ state: 'done', done: 3, skipped: 2 });
  });

  it('start all with four that do not get ready: the others start meanwhile', async () => {
    const slow = ['Gus', 'Hal', 'Ivo', 'Jan'];
    const { path } = await create('7s', [...slow, 'Kai', 'Liv']);
    const files = slow.map((name) => join(folder, `${name.toLowerCase()}.slow`));
    await Promise.all(files.map((file) => writeFile(file, '')));
    const { body } = await act(vogel, path, 'start', { all: true, expected: 6 });
    const job = await until('two are done', 20, async () => {
      const { body: now } = await vogel.call<JobDetail>('GET', `${path}/job/${body.job_id}`);
      return now.done === 2 ? now : null;
    });
    expect(job).toMatchObject({ state: 'running', failed: 0 });
    expect(
      await product.rows(
        `SELECT slug FROM user_container JOIN users ON users.id = user_id WHERE slug IN ('kai', 'liv') AND status = 'running'`,
      ),
    ).toHaveLength(2);
    await Promise.all(files.map((file) => rm(file)));
    expect(await ended(path, body.job_id)).toMatchObject({ state: 'done', done: 6 });
    const stop = await act(vogel, path, 'stop', { all: true, expected: 6 });
    expect(await ended(path, stop.body.job_id)).toMatchObject({ done: 6 });
  });

  it('lesson: what runs of its templates is held awake, nothing else; its end stops all by a job', async () => {
    const { path, idOf } = await create('7d', ['Moa', 'Nik']);
    const begun = await vogel.call<LessonBegun>('POST', `${path}/lesson`, {
      until: new Date(Date.now() + 3_600_000).toISOString(),
      ...{ start_all: true, stop_at_end: true },
    });
    expect(await ended(path, begun.body.job_id)).toMatchObject({ kind: 'class_start', done: 2 });
    await ann.launch('main');
    const unused = () => product.rows(`UPDATE user_container SET last_used = now() - interval '1 hour'`);
    const check = () => product.spawner.app.get(IdlePolicy).check();
    await check();
    await unused();
    await check();
    expect(await statuses()).toEqual(
      expect.arrayContaining([
        { slug: 'ann', status: 'stopped' },
        { slug: 'moa', status: 'running' },
        { slug: 'nik', status: 'running' },
      ]),
    );
    // Their card says the same.
    const next = async () => (await ann.list()).find(({ type }) => type === 'main')?.next_rest;
    await ann.launch('main');
    expect(await next()).toMatchObject({ action: 'stop' });
    await admin.call('POST', `${path}/members`, { user_ids: [ann.user.id] });
    expect(await next()).toBeNull();
    await admin.call('DELETE', `${path}/member/${String(ann.user.id)}`);
    await ann.call('POST', '/container/stop/main');
    const end = await vogel.call<LessonEnded>('DELETE', `${path}/lesson`);
    expect(await ended(path, end.body.job_id)).toMatchObject({ kind: 'class_stop', total: 2, done: 2 });
    await act(vogel, path, 'start', { user_ids: [idOf('Moa')] });
    await until('Moa runs', 10, async () =>
      (await statuses()).some(({ slug, status }) => slug === 'moa' && status === 'running'),
    );
    await check();
    await unused();
    await check();
    expect(await statuses()).toEqual(expect.arrayContaining([{ slug: 'moa', status: 'stopped' }]));
  });

  it('thirty members on a server for four: a click finds a place at once while they wait; with room all start', async () => {
    const { path } = await create(
      '7e',
      Array.from({ length: 30 }, (_, number) => `Pupil ${String(number)}`),
    );
    const estimate = async () => (await vogel.call<StartEstimate>('GET', `${path}/start-estimate?type=main`)).body;
    await capacity(4);
    // A bulk act leaves a quarter of the server to those who click.
    expect(await estimate()).toMatchObject({ members: 30, startable: 30, room: 3, running: 0, working: 0 });
    const { body } = await act(vogel, path, 'start', { all: true, expected: 30 });
    await until('three run and three wait', 20, async () => (await waiting()) === 3 && (await running()) === 3);
    expect((await estimate()).room).toBe(0);
    expect(await ann.launch('main')).toMatchObject({ status: 200 });
    expect([await waiting(), await running()]).toEqual([3, 4]);
    await capacity(100);
    expect(await ended(path, body.job_id)).toMatchObject({ done: 30 });
    expect(await estimate()).toMatchObject({ startable: 0, running: 30, working: 30, seconds: 0 });
    const stop = await act(vogel, path, 'stop', { all: true, expected: 30 });
    expect(await ended(path, stop.body.job_id)).toMatchObject({ done: 30 });
    await ann.call('POST', '/container/stop/main');
  });

  it.each([
    ['lesson ends', (path: string) => vogel.call<LessonEnded>('DELETE', `${path}/lesson`)],
    ['all are stopped', (path: string) => act(vogel, path, 'stop', { all: true, expected: 5 })],
  ])('%s while all are started: what waits starts no more', async (name, stop) => {
    const { id, path } = await create(name, ['A', 'B', 'C', 'D', 'E']);
    await capacity(1);
    const begun = await vogel.call<LessonBegun>('POST', `${path}/lesson`, {
      until: new Date(Date.now() + 3_600_000).toISOString(),
      ...{ start_all: true, stop_at_end: true },
    });
    await until('one runs and three wait', 20, async () => (await waiting()) === 3 && (await running()) === 1);
    const stopped = await stop(path);
    await capacity(100);
    await ended(path, stopped.body.job_id);
    expect(await ended(path, begun.body.job_id)).toMatchObject({ state: 'cancelled', total: 5 });
    expect(
      await product.rows(
        `SELECT status FROM user_container WHERE status IN ('running', 'starting', 'paused')
         AND user_id IN (SELECT user_id FROM class_member WHERE class_id = ${String(id)})`,
      ),
    ).toEqual([]);
  });

  it('teacher who no longer leads the class: what has not begun of their job fails', async () => {
    const { path, id } = await create('7f', ['A', 'B', 'C', 'D', 'E']);
    await capacity(1);
    const { body } = await act(vogel, path, 'start', { all: true, expected: 5 });
    await until('one runs and three wait', 20, async () => (await waiting()) === 3 && (await running()) === 1);
    await product.rows(
      `UPDATE class_member SET role = 'member' WHERE class_id = ${String(id)} AND user_id = ${String(vogel.user.id)}`,
    );
    await capacity(100);
    const done = await until('job has ended', 60, async () => {
      const answer = await admin.call<JobDetail>('GET', `${path}/job/${body.job_id}`);
      return answer.body.finished_at !== null && answer.body;
    });
    expect(verdicts(done)).toEqual([['E', 'failed', 'not_found']]);
    expect(done).toMatchObject({ done: 4 });
  });

  async function capacity(running: number): Promise<void> {
    const { body } = await admin.call<SettingsResponse>('GET', '/admin/settings');
    await admin.call('PATCH', '/admin/settings', { version: body.version, values: { capacity_running: running } });
  }
  const count = async (condition: string) => {
    const [row] = await product.rows<{ count: string }>(`SELECT count(*) FROM user_container WHERE ${condition}`);
    return Number(row?.count);
  };
  const waiting = () => count('queued_at IS NOT NULL');
  const running = () => count(`status = 'running'`);
});
