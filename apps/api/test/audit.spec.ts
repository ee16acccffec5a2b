import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditResponse, type CreatedApiToken } from '@spawner/contracts';
import { AuditSweep } from '../src/audit/audit.sweep.js';
import { AuditTrail } from '../src/audit/audit-trail.js';
import { type Person, type Product, startProduct } from './product.js';

interface Line {
  readonly action: string;
  readonly subject: string | null;
  readonly outcome: string;
  readonly from_ip: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

describe('audit trail of containers', () => {
  let product: Product;
  let admin: Person;
  let bob: Person;

  beforeAll(async () => {
    product = await startProduct({ services: { broken: 'process.exit(3)' } });
    admin = await product.register('admin@example.com');
    bob = await product.register('bob@example.com');
  });
  afterAll(async () => {
    await product.close();
  });

  const ask = (person: { token: string }, method: string, path: string, init: RequestInit = {}) =>
    fetch(`${product.url}/api/${path}`, { method, ...init, headers: { authorization: `Bearer ${person.token}` } });
  /** Waits for the rows, because events are stored after the answer. */
  const lines = async (count: number, where = `action LIKE 'container%' OR action LIKE 'file%'`): Promise<Line[]> => {
    for (const deadline = Date.now() + 10_000; ; ) {
      const rows = await product.rows<Line>(
        `SELECT action, subject, outcome, from_ip, facts FROM audit_event WHERE (${where}) ORDER BY id`,
      );
      if (rows.length >= count || Date.now() > deadline) return rows;
    }
  };
  const page = async (query = '') => AuditResponse.parse(await (await ask(admin, 'GET', `admin/audit${query}`)).json());

  it('operation: recorded with container, outcome, address and login', async () => {
    await product.rows('DELETE FROM audit_event');
    const actions = [
      () => bob.launch('dev'),
      () => ask(bob, 'POST', 'container/restart/dev'),
      () => ask(bob, 'POST', 'container/recreate/dev'),
      () => ask(bob, 'PUT', 'container/file/dev?path=a/b.txt', { body: new Blob(['hello']) }),
      () => ask(bob, 'POST', 'container/stop/dev'),
      () => ask(bob, 'DELETE', 'container/dev?data=delete'),
      () => bob.launch('nothing'),
      () => bob.launch('broken'),
    ];
    let events: Line[] = [];
    for (const [index, act] of actions.entries()) {
      await act();
      // Events are stored after the answers; without the wait, those of two requests could change places.
      events = await lines(index + 1);
    }
    expect(events.map(({ action, subject, outcome, facts }) => [action, subject, outcome, facts['code']])).toEqual([
      ['container_launched', 'dev', 'done', undefined],
      ['container_restarted', 'dev', 'done', undefined],
      ['container_recreated', 'dev', 'done', undefined],
      ['file_uploaded', 'dev', 'done', undefined],
      ['container_stopped', 'dev', 'done', undefined],
      ['container_removed', 'dev', 'done', undefined],
      ['container_launched', 'nothing', 'refused', 'unknown_type'],
      ['container_launched', 'broken', 'failed', 'container_exited'],
    ]);
    expect([events[3]?.facts['path'], events[5]?.facts['data']]).toEqual(['a/b.txt', 'delete']);
    expect(new Set(events.map(({ from_ip: ip }) => ip))).toEqual(new Set(['127.0.0.1']));
    const [session] = await product.rows<{ id: string }>(
      `SELECT id FROM session WHERE user_id = ${String(bob.user.id)}`,
    );
    expect(new Set(events.map(({ facts }) => [facts['login'], facts['login_id']].join()))).toEqual(
      new Set([`session,${session?.id ?? ''}`]),
    );
  });

  it('request with a NUL byte in its path or query: refused and recorded', async () => {
    await product.rows('DELETE FROM audit_event');
    await ask(bob, 'POST', 'container/launch/d%00v');
    await ask(bob, 'PUT', 'container/file/dev?path=a%00b', { body: new Blob(['hello']) });
    expect(
      (await lines(2)).map(({ action, subject, outcome, facts }) => [action, subject, outcome, facts['path']]),
    ).toEqual(
      expect.arrayContaining([
        ['container_launched', 'd\ufffdv', 'refused', undefined],
        ['file_uploaded', 'dev', 'refused', 'a\ufffdb'],
      ]),
    );
  });

  it('API token, with or without the needed scope: recorded by its id', async () => {
    const body = JSON.stringify({ name: 'CI', scopes: ['containers:read'], expires_in_days: 1 });
    const answer = await fetch(`${product.url}/api/user/tokens`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${bob.token}`, 'content-type': 'application/json' },
    });
    const { token, details } = (await answer.json()) as CreatedApiToken;
    expect((await ask({ token }, 'POST', 'container/launch/dev')).status).toBe(403);
    const [refused] = await lines(1, `action = 'token_refused'`);
    expect(refused).toMatchObject({ subject: details.id, outcome: 'refused', facts: { needed: 'containers:write' } });

    await product.rows(`UPDATE api_token SET scopes = '{containers:write}'`);
    await ask({ token }, 'POST', 'container/stop/dev');
    const [done] = await lines(1, `facts->>'login' = 'token'`);
    expect(done).toMatchObject({ action: 'container_stopped', facts: { login_id: details.id } });
  });

  it('client that leaves before the answer: the operation is recorded', async () => {
    await product.rows('DELETE FROM audit_event');
    const leaving = new AbortController();
    const answer = ask(bob, 'POST', 'container/recreate/dev', { signal: leaving.signal });
    while ((await bob.detail('dev')).launch === null);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    expect(await lines(1)).toEqual([expect.objectContaining({ action: 'container_recreated', outcome: 'done' })]);
  });

  it('event that is stored slowly or not at all: the operation still succeeds', async () => {
    const trail = product.spawner.app.get(AuditTrail);
    const record = trail.record.bind(trail);
    trail.record = () => new Promise(() => undefined);
    expect((await bob.launch('dev')).status).toBe(200);
    trail.record = record;
    await product.rows('ALTER TABLE audit_event RENAME TO elsewhere');
    expect((await bob.launch('dev')).status).toBe(200);
    await product.rows('ALTER TABLE elsewhere RENAME TO audit_event');
  });

  it('list: for admins only, newest first, in pages; reading it is recorded', async () => {
    expect((await ask(bob, 'GET', 'admin/audit')).status).toBe(403);
    await product.rows(`DELETE FROM audit_event`);
    await product.rows(
      `INSERT INTO audit_event (at, actor_id, action, from_ip, outcome)
       SELECT now(), ${String(bob.user.id)}, 'logout', '203.0.113.7', 'done' FROM generate_series(1, 5)`,
    );
    const newest = await page('?limit=3');
    expect(newest.events.map(({ actor, from_ip: ip }) => [actor?.name, ip])).toEqual(
      Array(3).fill(['bob@example.com', '203.0.113.7']),
    );
    const ids = newest.events.map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((one, other) => other - one));
    const older = await page(`?before=${String(ids.at(-1))}`);
    expect(older.events).toHaveLength(2);
    await lines(1, `action = 'audit_read'`);
    expect((await page('?action=audit_read')).events[0]).toMatchObject({
      action: 'audit_read',
      actor: { name: 'admin@example.com' },
    });
    for (const query of ['?limit=0', '?limit=1000', '?before=x', '?all=1']) {
      expect((await ask(admin, 'GET', `admin/audit${query}`)).status).toBe(400);
    }
  });

  it('admin demoted: 403', async () => {
    await product.rows(`UPDATE users SET role = 'user' WHERE id = ${String(admin.user.id)}`);
    expect((await ask(admin, 'GET', 'admin/audit')).status).toBe(403);
  });

  it('events older than AUDIT_RETENTION_DAYS: deleted', async () => {
    await product.rows(`UPDATE audit_event SET at = now() - interval '181 days' WHERE action = 'logout'`);
    await product.spawner.app.get(AuditSweep).sweep();
    expect(await lines(0, `action = 'logout'`)).toEqual([]);
    expect((await lines(1, 'true')).length).toBeGreaterThan(0);
  });
});
