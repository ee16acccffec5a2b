import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuditEvent, AuditResponse } from '@spawner/contracts';
import { AuditTrail } from '../src/audit/audit-trail.js';
import { AuditLogModule } from '../src/audit-log/audit-log.module.js';
import { type Client, People } from './auth/people.js';

describe('audit log', () => {
  let people: People;
  let admin: Client;
  let ids: Readonly<Record<'admin' | 'ann' | 'bob', number>>;

  beforeAll(async () => {
    people = await People.start({ imports: [AuditLogModule], environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
    admin = await people.clientOf('admin@example.com');
    await people.clientOf('ann@example.com');
    await people.clientOf('bob@example.com');
    const rows = await people.rows<{ id: number }>('SELECT id FROM users ORDER BY id');
    const [first = 0, second = 0, third = 0] = rows.map(({ id }) => id);
    ids = { admin: first, ann: second, bob: third };
    await people.rows(`UPDATE users SET display_name = 'Ann A.' WHERE id = $1`, [ids.ann]);
  });
  beforeEach(() => people.rows('DELETE FROM audit_event'));
  afterAll(() => people.close());

  const trail = () => people.spawner.app.get(AuditTrail);
  const get = (query = '') => people.spawner.get(`/api/admin/audit${query}`, { ...admin });
  const read = async (query = ''): Promise<AuditEvent[]> => AuditResponse.parse((await get(query)).json()).events;
  const subjects = async (query: string) => (await read(query)).map(({ subject }) => subject);
  const add = (subject: string, given: object = {}) =>
    trail().record({ action: 'logout', actor: ids.ann, subject, from: '192.0.2.7', ...given });
  /** Resolves when what a request records after its answer is there. */
  const recorded = async (action: string, count: number): Promise<unknown[]> => {
    for (;;) {
      const rows = await people.rows(
        'SELECT actor_id, about_user_id, facts FROM audit_event WHERE action = $1 ORDER BY id',
        [action],
      );
      if (rows.length >= count) return rows;
    }
  };

  it('each filter: only its events; all together too', async () => {
    await add('one');
    await add('two', { actor: ids.bob, about: ids.ann });
    await add('three', { action: 'logout_everywhere', outcome: 'refused' });
    await add('four', { actor: null });
    await people.rows(`UPDATE audit_event SET at = '2026-01-02T00:00:00Z' WHERE subject = 'one'`);
    await people.rows(`UPDATE audit_event SET at = '2026-01-03T00:00:00Z' WHERE subject = 'two'`);
    expect(await subjects(`?actor=${String(ids.ann)}`)).toEqual(['three', 'one']);
    expect(await subjects(`?about=${String(ids.ann)}`)).toEqual(['two']);
    expect(await subjects('?action=logout_everywhere')).toEqual(['three']);
    expect(await subjects('?outcome=refused')).toEqual(['three']);
    expect(await subjects('?from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z')).toEqual(['one']);
    expect(await subjects(`?to=2026-02-01T01:00:00%2B01:00&actor=${String(ids.bob)}&outcome=done`)).toEqual(['two']);
    expect(await subjects('?action=nothing_of_this')).toEqual([]);
    for (const query of ['actor=0', 'actor=2147483648', 'actor=x', 'outcome=ok', 'from=yesterday', 'action=A;B', 'x=1'])
      expect([query, (await get(`?${query}`)).statusCode]).toEqual([query, 400]);
  });

  it('names: as they are now; when the account is gone, as they were; when it is erased, a number', async () => {
    await add('a', { actor: ids.bob, about: ids.ann });
    const [event] = await read('?action=logout');
    expect([event?.actor, event?.about]).toEqual([
      { id: ids.bob, name: 'bob@example.com' },
      { id: ids.ann, name: 'Ann A.' },
    ]);
    await people.rows(`UPDATE users SET display_name = 'Bobby' WHERE id = $1`, [ids.bob]);
    expect((await read('?action=logout'))[0]?.actor?.name).toBe('Bobby');
    await people.rows('DELETE FROM users WHERE id = $1', [ids.bob]);
    expect((await read('?action=logout'))[0]?.actor).toEqual({ id: ids.bob, name: 'bob@example.com' });

    await trail().record({ action: 'login_requested', actor: null, subject: 'bob@example.com', from: null });
    const gone = { id: ids.bob, email: 'bob@example.com' };
    await people.spawner.dataSource.transaction((manager) => trail().forget(gone, manager));
    const name = `Person ${String(ids.bob)}`;
    expect((await read('?action=logout'))[0]?.actor?.name).toBe(name);
    expect((await read('?action=login_requested'))[0]?.subject).toBe(name);
    expect(await people.rows(`SELECT FROM audit_event WHERE audit_event::text LIKE '%bob@%'`)).toEqual([]);
  });

  it('read in pages, at the same time: recorded once per reader and hour', async () => {
    await Promise.all([read(), read(), read('?limit=1')]);
    expect(await recorded('audit_read', 1)).toEqual([{ actor_id: ids.admin, about_user_id: null, facts: {} }]);
    const once = () => trail().recordHourly({ action: 'audit_read', actor: ids.admin, from: null });
    await Promise.all([once(), once(), once()]);
    expect(await recorded('audit_read', 1)).toHaveLength(1);
    people.spawner.clock.forward(3601);
    await Promise.all([once(), once()]);
    expect(await recorded('audit_read', 2)).toHaveLength(2);
  });

  it('export: the same filters, no formula, recorded each time', async () => {
    await add('=cmd|"/c calc"!A1', { about: ids.admin, facts: { path: 'a;=1', size: -1 } });
    await add('other', { actor: null });
    const answer = await people.spawner.get(`/api/admin/audit/export?action=logout&about=${String(ids.admin)}`, {
      ...admin,
    });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    const [head, line, ...rest] = answer.body.split('\r\n');
    expect(head).toMatch(/^\ufeff"id","at","actor_id","actor",/);
    expect(line).toContain(`,${String(ids.ann)},"Ann A.",${String(ids.admin)},"admin@example.com","logout",`);
    expect(line).toContain(`,"'=cmd|""/c calc""!A1","192.0.2.7","done","{""path"":""a;'=1"",""size"":-1}"`);
    expect(rest).toEqual(['']);
    await people.spawner.get('/api/admin/audit/export?outcome=done', { ...admin });
    expect(await recorded('audit_exported', 2)).toEqual([
      { actor_id: ids.admin, about_user_id: ids.admin, facts: { action: 'logout' } },
      { actor_id: ids.admin, about_user_id: null, facts: { outcome: 'done' } },
    ]);
  });

  it('export of more events than fit: the newest 50,000, once each', async () => {
    await people.rows(
      `INSERT INTO audit_event (at, action, outcome) SELECT now(), 'logout', 'done' FROM generate_series(1, 50500)`,
    );
    const { body } = await people.spawner.get('/api/admin/audit/export?action=logout', { ...admin });
    const numbers = body
      .split('\r\n')
      .slice(1, -1)
      .map((line) => Number(line.split(',')[0]));
    expect(numbers).toHaveLength(50_000);
    const [{ newest } = { newest: 0 }] = await people.rows<{ newest: number }>(
      `SELECT max(id)::int AS newest FROM audit_event WHERE action = 'logout'`,
    );
    expect(numbers).toEqual(Array.from({ length: 50_000 }, (_, index) => newest - index));
  });
});
