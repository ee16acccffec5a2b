import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  Class,
  ClassesResponse,
  ClassMember,
  JobDetail,
  JobsPage,
  JobStarted,
  MembersResponse,
  OwnClasses,
  Problem,
} from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { type Person, type Product, startProduct } from '../product.js';
import { addClassAccounts, openSchool } from './school.js';

describe('classes', () => {
  let product: Product;
  let admin: Person;
  let vogel: Person;
  let sand: Person;
  let ann: Person;

  beforeAll(async () => {
    product = await startProduct({ services: { two: '' } });
    ({ admin, vogel, sand, ann } = await openSchool(product));
  });
  afterAll(async () => {
    await product.close();
  });

  const make = async (teacher: Person, name: string) => {
    const made = await teacher.call<Class>('POST', '/classes', { name, templates: ['dev'] });
    expect(made).toMatchObject({ status: 201 });
    return made.body;
  };

  it('made by a manager: they are its teacher; others do not see it, admins do', async () => {
    const made = await vogel.call<Class>('POST', '/classes', { name: '7b', templates: ['two', 'dev'] });
    expect(made).toMatchObject({
      status: 201,
      body: { name: '7b', templates: ['two', 'dev'], teachers: [{ id: vogel.user.id }], members: 0, version: 1 },
    });
    const path = `/class/${String(made.body.id)}`;
    expect(await sand.call('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await ann.call('GET', path)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await admin.call('GET', path)).toMatchObject({ status: 200, body: { name: '7b' } });
    expect((await sand.call<ClassesResponse>('GET', '/classes')).body).toMatchObject({ items: [], total: 0 });
    expect((await vogel.call<ClassesResponse>('GET', '/classes?q=7')).body.items).toHaveLength(1);
    expect(await vogel.call('POST', '/classes', { name: '7c', templates: ['gone'] })).toMatchObject({
      status: 400,
      body: { code: 'unknown_type' },
    });
    const day = { name: '7d', templates: ['dev'], ends_on: '0000-01-01' };
    expect(await vogel.call('POST', '/classes', day)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('list: page by page, by name in both directions', async () => {
    for (const name of ['B', 'a', 'c']) await make(sand, name);
    const names: string[] = [];
    let cursor = '';
    do {
      const { body } = await sand.call<ClassesResponse>('GET', `/classes?sort=-name&limit=1${cursor}`);
      expect(body).toMatchObject({ total: 3 });
      names.push(...body.items.map(({ name }) => name));
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor);
    expect(names).toEqual(['c', 'B', 'a']);
    expect(await sand.call('GET', '/classes?cursor=x')).toMatchObject({ status: 400 });
  });

  it('changed by two at the same time: the second gets what it is now', async () => {
    const { id } = await make(vogel, 'two');
    const change = (name: string) => vogel.call<Class>('PATCH', `/class/${String(id)}`, { version: 1, name });
    const answers = await Promise.all([change('first'), change('second')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body } = answers.find(({ status }) => status === 409) as { body: Problem };
    expect(body).toMatchObject({ code: 'changed_meanwhile', current: { version: 2 } });
  });

  it('archived: nobody is added; deleted: only without accounts of its own', async () => {
    const { id } = await make(vogel, 'old');
    const path = `/class/${String(id)}`;
    const [kid] = await addClassAccounts(vogel, id, ['Kim']);
    expect(await vogel.call('DELETE', path)).toMatchObject({ status: 409, body: { code: 'class_in_use' } });
    expect((await vogel.call<Class>('POST', `${path}/archive`)).body.archived_at).not.toBeNull();
    expect(await vogel.call('POST', `${path}/members`, { class_accounts: [{ name: 'Lu' }] })).toMatchObject({
      status: 409,
      body: { code: 'class_archived' },
    });
    expect((await vogel.call<Class>('POST', `${path}/unarchive`)).body.archived_at).toBeNull();
    await product.rows(`DELETE FROM users WHERE id = ${String(kid?.user_id)}`);
    expect((await vogel.call('DELETE', path)).status).toBe(200);
    expect((await vogel.call('GET', path)).status).toBe(404);
  });

  it('account of the class: has no address, is renamed, blocked and deleted by its teacher', async () => {
    const { id } = await make(vogel, 'accounts');
    const [kim, jo] = (await addClassAccounts(vogel, id, ['Kim Ö', 'Jo'])).sort((a, b) => b.name.localeCompare(a.name));
    expect(kim).toMatchObject({
      name: 'Kim Ö',
      email: null,
      slug: 'kim-oe',
      class_account: true,
      joined_via: 'teacher',
    });
    const of = (member?: ClassMember) => `/class/${String(id)}/member/${String(member?.user_id)}`;
    expect((await vogel.call<ClassMember>('PATCH', of(kim), { name: 'Kim' })).body.name).toBe('Kim');
    expect(await vogel.call('PATCH', of(kim), { name: null })).toMatchObject({ status: 400 });
    expect((await vogel.call<ClassMember>('PATCH', of(kim), { blocked: true })).body.blocked).toBe(true);
    expect((await vogel.call<ClassMember>('PATCH', of(kim), { blocked: false })).body.blocked).toBe(false);
    expect(await vogel.call('PATCH', of(kim), { role: 'teacher' })).toMatchObject({
      status: 409,
      body: { code: 'role_needed' },
    });
    expect((await vogel.call('DELETE', of(jo))).status).toBe(200);
    const { body } = await vogel.call<MembersResponse>('GET', `/class/${String(id)}/members?role=member`);
    expect(body.items.map(({ name }) => name)).toEqual(['Kim']);
    expect(
      await product.rows(`SELECT deleted_at IS NOT NULL AS gone FROM users WHERE id = ${String(jo?.user_id)}`),
    ).toEqual([{ gone: true }]);
  });

  it('all accounts of a class: deleted by a job, if they are as many as were shown; own accounts stay', async () => {
    const { id } = await make(vogel, 'year is over');
    const path = `/class/${String(id)}`;
    await addClassAccounts(vogel, id, ['Kim', 'Jo']);
    await admin.call('POST', `${path}/members`, { user_ids: [ann.user.id] });
    expect((await vogel.call('POST', `${path}/archive`)).status).toBe(200);
    const start = (expected: number) =>
      vogel.call<JobStarted & { current: unknown }>('POST', `${path}/accounts/delete`, { after_days: 5, expected });
    expect(await start(3)).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: { accounts: 2 } },
    });
    const { status, body } = await start(2);
    expect(status).toBe(202);
    await until('the job has ended', 10, async () => {
      const job = (await vogel.call<JobDetail>('GET', `${path}/job/${body.job_id}`)).body;
      return job.finished_at !== null && job.done === 2;
    });
    expect(
      await product.rows(`SELECT display_name AS name, deleted_by, (erase_after::date - deleted_at::date) AS days FROM users
        WHERE class_id = ${String(id)} ORDER BY 1`),
    ).toEqual(['Jo', 'Kim'].map((name) => ({ name, deleted_by: vogel.user.id, days: 5 })));
    const { body: left } = await vogel.call<MembersResponse>('GET', `${path}/members?role=member`);
    expect(left.items.map(({ user_id: member }) => member)).toEqual([ann.user.id]);
    expect(await start(0)).toMatchObject({ status: 400, body: { code: 'nothing_selected' } });
    expect((await ann.call('DELETE', `/user/class/${String(id)}`)).status).toBe(200);
  });

  it('all accounts of a class, deleted by two jobs at once: each is deleted by one, and nothing fails', async () => {
    const { id } = await make(vogel, 'two clicks');
    const path = `/class/${String(id)}`;
    const names = Array.from({ length: 12 }, (_, n) => `Kim ${String(n)}`);
    await addClassAccounts(vogel, id, names);
    const start = () => vogel.call<JobStarted>('POST', `${path}/accounts/delete`, { expected: names.length });
    await Promise.all([start(), start()]);
    const jobs = await until('both jobs have ended', 10, async () => {
      const { items } = (await vogel.call<JobsPage>('GET', `${path}/jobs`)).body;
      return items.length === 2 && items.every(({ finished_at: at }) => at !== null) && items;
    });
    expect(jobs.map(({ state, failed }) => ({ state, failed }))).toEqual([
      { state: 'done', failed: 0 },
      { state: 'done', failed: 0 },
    ]);
    expect(jobs.reduce((sum, { done }) => sum + done, 0)).toBe(names.length);
  });

  it('own accounts: only an admin adds them by id; the teacher sees a shortened address and cannot block them', async () => {
    const { id } = await make(vogel, 'own');
    const path = `/class/${String(id)}`;
    const wish = { user_ids: [ann.user.id] };
    expect(await vogel.call('POST', `${path}/members`, wish)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await admin.call('POST', `${path}/members`, wish)).status).toBe(201);
    const { body } = await vogel.call<MembersResponse>('GET', `${path}/members?role=member`);
    expect(body.items).toMatchObject([{ name: 'an…@school.example', email: 'an…@school.example' }]);
    const member = `${path}/member/${String(ann.user.id)}`;
    expect((await vogel.call<ClassMember>('PATCH', member, { name: 'Ann S.' })).body.name).toBe('Ann S.');
    expect(await vogel.call('PATCH', member, { blocked: true })).toMatchObject({ status: 403 });
    expect((await ann.call<OwnClasses>('GET', '/user/classes')).body.classes).toMatchObject([
      { name: 'own', teachers: ['vogel'], role: 'member', state: 'in' },
    ]);
    expect((await ann.call('DELETE', `/user/class/${String(id)}`)).status).toBe(200);
    expect((await ann.call<OwnClasses>('GET', '/user/classes')).body.classes).toEqual([]);
  });

  it('teachers: only with the role; the last one stays; they do not act on each other', async () => {
    const { id } = await make(vogel, 'teachers');
    const path = `/class/${String(id)}`;
    for (const email of ['ann@school.example', 'nobody@school.example'])
      expect(await vogel.call('POST', `${path}/teachers`, { email })).toMatchObject({
        status: 409,
        body: { code: 'role_needed' },
      });
    const own = `${path}/member/${String(vogel.user.id)}`;
    expect(await vogel.call('DELETE', own)).toMatchObject({ status: 409, body: { code: 'last_teacher' } });
    expect((await vogel.call('POST', `${path}/teachers`, { email: 'sand@school.example' })).status).toBe(201);
    expect(await sand.call('DELETE', own)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const leave = (teacher: Person) => teacher.call('DELETE', `/user/class/${String(id)}`);
    const answers = await Promise.all([leave(vogel), leave(sand)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('role taken away: the class is not theirs any more', async () => {
    const { id } = await make(sand, 'taken');
    await product.rows(`UPDATE users SET role = 'user' WHERE id = ${String(sand.user.id)}`);
    expect(await sand.call('GET', `/class/${String(id)}`)).toMatchObject({ status: 403 });
    await product.rows(`UPDATE users SET role = 'manager' WHERE id = ${String(sand.user.id)}`);
  });
});
