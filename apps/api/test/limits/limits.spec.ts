import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LimitKind, LimitRehearsal, LimitRule, LimitsOfPerson, OwnLimits, Problem } from '@spawner/contracts';
import fc from 'fast-check';
import { until } from '../../../tests/kit/src/until.js';
import { Reconciler } from '../../src/lifecycle/reconciler.js';
import { Limits } from '../../src/limits/limits.js';
import { type Answer, type Person, type Product, startProduct } from '../product.js';

const idle = `import http from 'node:http'; http.createServer((_, answer) => answer.end('here')).listen(process.env.PORT, process.env.HOST);`;

describe('limits', () => {
  let product: Product;
  let admin: Person;
  let ann: Person;

  const call = async <T>(person: Person, method: string, path: string, body?: object): Promise<Answer<T & Problem>> => {
    const response = await fetch(`${product.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${person.token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T & Problem };
  };
  const put = (rule: object) => call<LimitRule>(admin, 'PUT', '/api/admin/limits', { version: null, ...rule });
  const own = async (person: Person, kind: LimitKind) =>
    (await call<OwnLimits>(person, 'GET', '/api/user/limits')).body.limits.find((limit) => limit.kind === kind);

  beforeAll(async () => {
    product = await startProduct({ services: { notes: idle, board: idle } });
    admin = await product.register('admin@example.com');
    ann = await product.register('ann@example.com');
  });
  afterAll(async () => {
    await product.close();
  });
  afterEach(async () => {
    await product.rows('DELETE FROM limit_rule');
  });

  it('no rule: no limit; what is used is counted', async () => {
    expect(await own(ann, 'running')).toEqual({ kind: 'running', used: 0, value: null, rule: null });
  });

  it('limit of running containers: the next launch is refused with what counts, and leaves no trace on its card', async () => {
    await put({ scope: 'everyone', kind: 'running', value: 1 });
    expect(await ann.launch('notes')).toMatchObject({ status: 200 });
    const refused = await ann.launch('board');
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'limit_reached',
        limit: {
          ...{ kind: 'running', value: 1, used: 1, rule: { scope: 'everyone', role: null } },
          holding: [{ type: 'notes', status: 'running', last_used: expect.any(String) }],
        },
      },
    });
    expect(refused.body.detail).toContain('notes');
    expect(await ann.detail('board')).toMatchObject({ status: 'not_created', failure: null });
    expect(await ann.launch('notes')).toMatchObject({ status: 200 });

    const { status } = await call(ann, 'POST', '/api/container/stop/notes');
    expect([status, (await ann.launch('board')).status]).toEqual([200, 200]);
    expect(await own(ann, 'running')).toMatchObject({ used: 1, value: 1 });
    await call(ann, 'DELETE', '/api/container/board');
  });

  it('limit of running containers: a stopped one is neither restarted nor recreated, and stays as it is', async () => {
    expect((await ann.launch('board')).status).toBe(200);
    await call(ann, 'POST', '/api/container/stop/board');
    expect((await ann.launch('notes')).status).toBe(200);
    await put({ scope: 'everyone', kind: 'running', value: 1 });
    const state = () =>
      product.rows(
        `SELECT status, intent, container_id FROM user_container
         WHERE user_id = ${String(ann.user.id)} AND container_type = 'board'`,
      );
    const before = await state();
    for (const act of ['restart', 'recreate']) {
      const refused = await call(ann, 'POST', `/api/container/${act}/board`);
      expect([act, refused.status, refused.body.code, await state()]).toEqual([act, 409, 'limit_reached', before]);
    }

    // A process has died between stop and start.
    await product.rows(
      `UPDATE user_container SET intent = 'restart' WHERE user_id = ${String(ann.user.id)} AND container_type = 'board'`,
    );
    await product.spawner.app.get(Reconciler).run();
    const failed = await until('the restart has ended', 10, async () => {
      const detail = await ann.detail('board');
      return detail.status === 'error' && detail;
    });
    expect([failed.failure?.code, await state()]).toMatchObject(['limit_reached', [{ intent: null }]]);
    await call(ann, 'DELETE', '/api/container/notes');
    await call(ann, 'DELETE', '/api/container/board');
  });

  it('limit of memory: a restart needs nothing more; limit of existing containers: a stopped one counts', async () => {
    const half = 512 * 1024 ** 2;
    await put({ scope: 'user', user_id: ann.user.id, kind: 'memory', value: half });
    expect((await ann.launch('notes')).status).toBe(200);
    expect((await ann.launch('board')).body).toMatchObject({
      code: 'limit_reached',
      limit: { kind: 'memory', used: half },
    });
    expect((await call(ann, 'POST', '/api/container/restart/notes')).status).toBe(200);
    await call(ann, 'POST', '/api/container/stop/notes');
    await put({ scope: 'user', user_id: ann.user.id, kind: 'cards', value: 1 });
    expect((await ann.launch('board')).body).toMatchObject({ code: 'limit_reached', limit: { kind: 'cards' } });
    expect((await ann.launch('notes')).status).toBe(200);
    await call(ann, 'DELETE', '/api/container/notes');
  });

  it('rule: saved, listed with whom it decides for, refused with an older version, deleted, recorded', async () => {
    const saved = await put({ scope: 'role', role: 'user', kind: 'running', value: 3, note: 'Prüfungswoche' });
    expect(saved).toMatchObject({ status: 200, body: { version: 1, decides_for: 1, made_by: { id: admin.user.id } } });
    await put({ scope: 'everyone', kind: 'running', value: 5 });
    const { body } = await call<{ rules: LimitRule[] }>(admin, 'GET', '/api/admin/limits');
    expect(body.rules.map(({ scope, value, decides_for: people }) => [scope, value, people])).toEqual([
      ['everyone', 5, 1],
      ['role', 3, 1],
    ]);
    expect(await put({ scope: 'role', role: 'user', kind: 'running', value: 9 })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: { value: 3, version: 1 } },
    });
    expect(await put({ scope: 'role', role: 'user', kind: 'running', value: 9, version: 1 })).toMatchObject({
      body: { value: 9, version: 2 },
    });
    expect((await call(admin, 'DELETE', `/api/admin/limits/${String(saved.body.id)}`)).status).toBe(200);
    expect((await call(admin, 'DELETE', `/api/admin/limits/${String(saved.body.id)}`)).status).toBe(404);
    const events = await product.rows<{ subject: string }>(
      `SELECT subject FROM audit_event WHERE action = 'limit_changed'`,
    );
    expect(events.length).toBeGreaterThanOrEqual(4);
  });

  it('rule not saved yet: whom it would decide for, and who holds more', async () => {
    await ann.launch('notes');
    const rehearse = async (query: string) =>
      (await call<LimitRehearsal>(admin, 'GET', `/api/admin/limits/rehearsal?${query}`)).body;
    expect(await rehearse('scope=everyone&kind=running&value=0')).toEqual({ decides_for: 2, above: 1 });
    expect(await rehearse('scope=everyone&kind=running')).toEqual({ decides_for: 2, above: 0 });
    expect(await rehearse('scope=role&role=admin&kind=running&value=0')).toEqual({ decides_for: 1, above: 0 });
    await call(ann, 'DELETE', '/api/container/notes');
  });

  it.each([
    ['value below zero', { scope: 'everyone', kind: 'running', value: -1 }],
    ['value beyond what a number holds', { scope: 'everyone', kind: 'memory', value: 2 ** 63 }],
    ['fraction', { scope: 'everyone', kind: 'running', value: 1.5 }],
    ['role without its scope', { scope: 'everyone', role: 'user', kind: 'running', value: 1 }],
    ['scope without its person', { scope: 'user', kind: 'running', value: 1 }],
    ['unknown kind', { scope: 'everyone', kind: 'gpu', value: 1 }],
    ['time that is none', { scope: 'everyone', kind: 'running', value: 1, until: 'tomorrow' }],
    ['person beyond the ids', { scope: 'user', user_id: 2 ** 31, kind: 'running', value: 1 }],
    ['person that is a text', { scope: 'user', user_id: '1', kind: 'running', value: 1 }],
    ['person that would be read as 1', { scope: 'user', user_id: true, kind: 'running', value: 1 }],
  ])('%s: refused', async (_, rule) => {
    expect(await put(rule)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('person who does not exist: not found', async () => {
    expect(await put({ scope: 'user', user_id: 999, kind: 'running', value: 1 })).toMatchObject({ status: 404 });
    expect(await call(admin, 'GET', '/api/admin/user/999/limits')).toMatchObject({ status: 404 });
  });

  it('any rules: a person’s own counts, else that of their role, else that for everyone; what is over does not', async () => {
    const limits = product.spawner.app.get(Limits);
    const value = fc.option(fc.integer({ min: 0, max: 99 }), { nil: null });
    const rule = fc.option(fc.record({ value, over: fc.boolean() }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(fc.record({ user: rule, role: rule, otherRole: rule, everyone: rule }), async (rules) => {
        await product.rows('DELETE FROM limit_rule');
        const columns = {
          user: `${String(ann.user.id)}, NULL`,
          role: `NULL, 'user'`,
          otherRole: `NULL, 'admin'`,
          everyone: 'NULL, NULL',
        };
        for (const [about, given] of Object.entries(rules)) {
          if (!given) continue;
          const until = given.over ? `now() - interval '1 s'` : 'NULL';
          await product.rows(
            `INSERT INTO limit_rule (user_id, role, kind, value, until)
             VALUES (${columns[about as keyof typeof columns]}, 'cards', ${String(given.value)}, ${until})`,
          );
        }
        const counts = (['user', 'role', 'everyone'] as const).find((scope) => rules[scope] && !rules[scope].over);
        const effective = (await limits.effective(ann.user.id)).find(({ kind }) => kind === 'cards');
        expect(effective?.value).toBe(counts ? rules[counts]?.value : null);
        expect(effective?.rule?.scope ?? null).toBe(counts ?? null);
        const why = (await call<LimitsOfPerson>(admin, 'GET', `/api/admin/user/${String(ann.user.id)}/limits`)).body
          .limits;
        expect(why.find(({ kind }) => kind === 'cards')?.rules.filter(({ decides }) => decides)).toHaveLength(
          counts ? 1 : 0,
        );
      }),
      { numRuns: 20 },
    );
  });
});
