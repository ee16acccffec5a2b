import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JobDetail, Person as PersonAnswer, Problem } from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { AppError } from '../../src/errors/app-error.js';
import { Erasure } from '../../src/people/erasure.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { LastSeen } from '../../src/users/last-seen.js';
import { type Person, type Product, startProduct } from '../product.js';

type Body = Omit<PersonAnswer, 'state'> & JobDetail & Omit<Problem, 'status'> & { readonly job_id: string };

describe('deleting people', () => {
  let product: Product;
  let admin: Person;
  let count = 0;

  const call = async (method: string, path: string, body?: unknown, token = admin.token) => {
    const response = await fetch(`${product.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const at = ({ user }: Person, act = '') => `/api/admin/user/${String(user.id)}${act}`;
  const newcomer = () => product.register(`person${String(++count)}@example.com`);
  const row = async ({ user }: Person) =>
    (
      await product.rows<{
        deleted_at: Date | null;
        erase_error: string | null;
        statuses: string[];
        intents: string[];
      }>(
        `SELECT deleted_at, erase_error,
           ARRAY(SELECT status FROM user_container WHERE user_id = users.id) AS statuses,
           ARRAY(SELECT intent FROM user_container WHERE user_id = users.id AND intent IS NOT NULL) AS intents
         FROM users WHERE id = ${String(user.id)}`,
      )
    )[0];
  const left = async ({ user }: Person) => ({
    instances: (await product.spawner.app.get(ContainerRuntime).list()).filter(({ userId }) => userId === user.id)
      .length,
    volumes: (await product.spawner.app.get(VolumeStore).list()).filter(({ userId }) => userId === user.id).length,
  });
  const launched = async () => {
    const ann = await newcomer();
    expect((await ann.launch('dev')).status).toBe(200);
    expect(await left(ann)).toEqual({ instances: 1, volumes: 1 });
    return ann;
  };
  const gone = (person: Person) => until('the account is erased', 20, async () => (await row(person)) === undefined);

  beforeAll(async () => {
    product = await startProduct({ environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
    admin = await product.register('admin@example.com');
  });
  afterAll(async () => {
    await product.close();
  });

  it('deleted: no login, address free at once, container removed, volume kept; restored: back, unless the address is taken', async () => {
    const ann = await launched();
    const stream = await fetch(`${product.url}/api/events`, { headers: { authorization: `Bearer ${ann.token}` } });
    const { body: deleted } = await call('DELETE', at(ann));
    expect(new Date(deleted.erase_after ?? 0).getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    await stream.text();
    await until(
      'the session has ended',
      10,
      async () => (await call('GET', '/api/user/me', undefined, ann.token)).status === 401,
    );
    await until('the container is removed', 20, async () => (await row(ann))?.intents.length === 0);
    expect(await row(ann)).toMatchObject({ statuses: ['not_created'] });
    expect(await left(ann)).toEqual({ instances: 0, volumes: 1 });
    for (const [method, act, body] of [
      ['PATCH', '', { version: deleted.version, role: 'admin' }],
      ['POST', '/block', {}],
      ['POST', '/logout', undefined],
      ['POST', '/login-link', undefined],
    ] as const)
      expect(await call(method, at(ann, act), body)).toMatchObject({ status: 404 });

    const files = await fetch(`${product.url}${at(ann, '/files')}`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    expect([files.status, files.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(
      Buffer.from(await files.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    expect(await call('GET', at(ann, '/files'), undefined, (await newcomer()).token)).toMatchObject({ status: 403 });
    expect(await call('GET', at(ann, '/files?type=other'))).toMatchObject({
      status: 404,
      body: { code: 'no_container' },
    });
    expect(await product.rows(`SELECT actor_id, facts FROM audit_event WHERE action = 'files_exported'`)).toEqual([
      { actor_id: admin.user.id, facts: { what: 'files' } },
    ]);

    const { user: namesake } = await product.register(ann.user.email);
    expect(namesake.id).not.toBe(ann.user.id);
    expect(namesake.slug).not.toBe(ann.user.slug);
    expect(await call('POST', at(ann, '/restore'), {})).toMatchObject({ status: 409, body: { code: 'mail_taken' } });
    expect(await call('POST', at(ann, '/restore'), { email: 'other@example.com' })).toMatchObject({
      status: 200,
      body: { email: 'other@example.com', slug: ann.user.slug, deleted_at: null },
    });
    const back = await product.register('other@example.com');
    expect(back.user.id).toBe(ann.user.id);
    expect((await back.launch('dev')).status).toBe(200);
  });

  it('erased at once: container, volume and row are gone, the slug rests, the trail keeps what happened without the address', async () => {
    const ann = await launched();
    await call('POST', '/api/user/tokens', { name: 'ci', scopes: ['containers:read'], expires_in_days: 1 }, ann.token);
    expect(await call('DELETE', at(ann, '?after_days=0'))).toMatchObject({ status: 200 });
    await gone(ann);
    expect(await left(ann)).toEqual({ instances: 0, volumes: 0 });
    const events = await product.rows<{ text: string }>('SELECT audit_event::text AS text FROM audit_event');
    expect(events.filter(({ text }) => text.includes(ann.user.email))).toEqual([]);
    const [token] = await product.rows<{ actor_name: string }>(
      `SELECT actor_name FROM audit_event WHERE action = 'token_created' AND actor_name = 'Person ${String(ann.user.id)}'`,
    );
    expect(token).toBeDefined();
    const { user: next } = await product.register(ann.user.email);
    expect(next.slug).not.toBe(ann.user.slug);
  });

  it('type without a template: its container and volumes are erased too', async () => {
    const ann = await launched();
    await product.rows(`UPDATE user_container SET container_type = 'retired' WHERE user_id = ${String(ann.user.id)}`);
    await call('DELETE', at(ann, '?after_days=0'));
    await gone(ann);
    expect(await left(ann)).toEqual({ instances: 0, volumes: 0 });
  });

  it('volume that is busy: the account stays, says why, cannot be restored, and is erased at the next attempt', async () => {
    const ann = await launched();
    const volumes = product.spawner.app.get(VolumeStore);
    const remove = volumes.remove.bind(volumes);
    volumes.remove = () => Promise.reject(new AppError('runtime_failed', { reason: 'volume is in use' }));
    await call('DELETE', at(ann, '?after_days=0'));
    await until('the attempt has failed', 20, async () => (await row(ann))?.erase_error === 'runtime_failed');
    volumes.remove = remove;
    const { body } = await call('GET', at(ann));
    expect(body).toMatchObject({ erase_error: 'runtime_failed', deleted_at: expect.any(String) });
    expect(await call('POST', at(ann, '/restore'), {})).toMatchObject({ status: 404 });
    const overview = await call('GET', '/api/admin/overview');
    expect(overview.body).toMatchObject({
      attention: expect.arrayContaining([{ kind: 'deletions', count: 1, weaknesses: [] }]),
    });

    const erasure = product.spawner.app.get(Erasure);
    await erasure.run();
    expect(await row(ann)).toBeDefined();
    await product.rows(`UPDATE users SET erase_tried_at = now() - interval '1 hour' WHERE id = ${String(ann.user.id)}`);
    await erasure.run();
    expect(await row(ann)).toBeUndefined();
  });

  it('bulk: done where possible, else the reason; two jobs over the same people', async () => {
    const people = [await newcomer(), await newcomer(), await newcomer()];
    const ids = [...people.map(({ user }) => user.id), admin.user.id, 2_000_000_000];
    const block = { act: 'block', who: { ids: [...ids, ...ids] }, with: { reason: 'Bulk' } };
    const ended = async (answer: { status: number; body: Body }) => {
      expect(answer.status).toBe(202);
      return until('the job has ended', 30, async () => {
        const { body } = await call('GET', `/api/job/${answer.body.job_id}`);
        return ['done', 'failed'].includes(body.state) ? body : null;
      });
    };
    const jobs = await Promise.all([
      call('POST', '/api/admin/users/bulk', block),
      call('POST', '/api/admin/users/bulk', { act: 'delete', who: { ids }, with: { after_days: 7 } }),
    ]);
    const [blocked, deleted] = await Promise.all(jobs.map(ended));
    expect(blocked).toMatchObject({ total: 5, done: expect.any(Number) });
    expect(deleted).toMatchObject({ total: 5, done: 3, failed: 2 });
    expect(deleted?.items.map(({ code }) => code).sort()).toEqual(['last_admin', 'not_found']);
    for (const person of people) expect((await row(person))?.deleted_at).not.toBeNull();
    const again = await ended(
      await call('POST', '/api/admin/users/bulk', { act: 'delete', who: { ids: ids.slice(0, 3) }, with: {} }),
    );
    expect(again).toMatchObject({ done: 0, skipped: 3 });
  });

  it('bulk with a filter: only where it still finds as many as were shown', async () => {
    const who = (expected: number) => ({ filter: { q: 'person1@' }, expected });
    expect(await call('POST', '/api/admin/users/bulk', { act: 'logout', who: who(99) })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: { total: expect.any(Number) } },
    });
  });

  it.each<[string, object, string?]>([
    ['an empty set', { act: 'logout', who: { ids: [] } }, 'nothing_selected'],
    ['a negative id', { act: 'logout', who: { ids: [-1] } }],
    ['an id beyond the column', { act: 'logout', who: { ids: [2 ** 31] } }],
    ['an id that is a text', { act: 'logout', who: { ids: ['1'] } }],
    ['1001 ids', { act: 'logout', who: { ids: Array.from({ length: 1001 }, (_, id) => id + 1) } }],
    ['a filter without a number', { act: 'logout', who: { filter: {} } }],
    ['an unknown act', { act: 'promote', who: { ids: [1] } }],
    ['the role root', { act: 'role', who: { ids: [1] }, with: { role: 'root' } }],
    ['an unknown key', { act: 'logout', who: { ids: [1] }, force: true }],
  ])('bulk with %s: 400', async (_, body, code = 'invalid_request') => {
    expect(await call('POST', '/api/admin/users/bulk', body)).toMatchObject({ status: 400, body: { code } });
  });

  it('export: a CSV of what the filter finds, without formulas', async () => {
    const ann = await newcomer();
    await product.rows(`UPDATE users SET display_name = '=1+1' WHERE id = ${String(ann.user.id)}`);
    const response = await fetch(`${product.url}/api/admin/users/export?q=${ann.user.slug}`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    expect(response.headers.get('content-type')).toContain('text/csv');
    const lines = (await response.text()).trim().split('\r\n');
    expect(lines[0]).toContain('"display_name"');
    expect(lines.slice(1).join('\n')).toContain(`"'=1+1","${ann.user.email}"`);
  });

  it('last seen: one statement for everybody, not in the request, at most once a minute', async () => {
    const ann = await newcomer();
    const lastSeen = product.spawner.app.get(LastSeen);
    const stored = async () =>
      (
        await product.rows<{ at: string | null }>(
          `SELECT last_seen_at::text AS at FROM users WHERE id = ${String(ann.user.id)}`,
        )
      )[0]?.at;
    await ann.list();
    await lastSeen.store();
    const first = await stored();
    expect(first).not.toBeNull();
    await ann.list();
    await lastSeen.store();
    expect(await stored()).toBe(first);
  });
});
