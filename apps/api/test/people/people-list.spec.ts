import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { PeopleResponse, PeopleSelection, Problem } from '@spawner/contracts';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { seedPeople } from '../../../tests/kit/src/seed-people.js';
import { PeopleList } from '../../src/people/people-list.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { type Person, type Product, startProduct } from '../product.js';

const PEOPLE = 10_000;

interface Sent {
  readonly text: string;
  /** Of a statement whose plan is kept. */
  readonly name?: string;
}

describe(`list of ${String(PEOPLE)} people`, () => {
  let product: Product;
  let source: DataSource;
  let admin: Person;

  const get = async (path: string, token = admin.token) => {
    const response = await fetch(`${product.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: (await response.json()) as PeopleResponse & Problem };
  };
  const post = async (path: string, body: object = {}) => {
    const response = await fetch(`${product.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Problem & { readonly job_id: string } };
  };
  const selection = async (query = '') =>
    (await get(`/api/admin/users/selection?${query}`)).body as unknown as PeopleSelection;
  const list = async (query = '') => (await get(`/api/admin/users?${query}`)).body;
  /** The statements that read people while it runs, also those past TypeORM. Loops read containers. */
  const statementsOf = async (work: () => Promise<unknown>): Promise<Sent[]> => {
    const send = jest.spyOn(Client.prototype, 'query');
    await work();
    const sent = (send.mock.calls as unknown as (string | Sent)[][]).map(([given = '']) =>
      typeof given === 'string' ? { text: given } : given,
    );
    send.mockRestore();
    return sent.filter(({ text }) => /FROM "?users\b/.test(text));
  };

  beforeAll(async () => {
    // The seeded containers exist in the database only. With an engine that is away nothing corrects them meanwhile.
    product = await startProduct({ environment: { RUNTIME: 'docker', DOCKER_HOST: 'unix:///nowhere/docker.sock' } });
    admin = await product.register('admin@example.com');
    source = product.spawner.app.get(DataSource);
    // Otherwise it is written in the background, and the tiles change meanwhile.
    await product.rows('UPDATE users SET last_seen_at = now()');
    await seedPeople((sql, values) => source.query(sql, [...(values ?? [])]), PEOPLE);
  });
  afterAll(async () => {
    await product.close();
  });

  it('page: one statement beside that of the role, and one more where the tiles are counted', async () => {
    await list('limit=1');
    const queries = [
      '',
      'sort=-seen',
      'q=m%C3%BCller',
      'role=manager&sort=-seen',
      'seen_before=2026-01-01&sort=created',
      'class=1',
    ];
    for (const query of queries) {
      const statements = await statementsOf(() => list(query));
      expect(statements.filter(({ text }) => !text.includes('FILTER (WHERE deleted_at IS NULL)'))).toHaveLength(2);
      expect(statements.length).toBeLessThanOrEqual(3);
    }
  });

  it('runtime that does not answer: the page does, so it makes no call of it', async () => {
    const runtime = product.spawner.app.get(ContainerRuntime);
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const held = ['ping', 'inspect', 'list', 'received', 'measureLayers'].map((name) => {
      const call = runtime[name as 'ping'].bind(runtime);
      return jest.spyOn(runtime, name as 'ping').mockImplementation((...given) => answered.then(() => call(...given)));
    });
    try {
      expect((await list()).items).toHaveLength(50);
    } finally {
      answer();
      for (const spy of held) spy.mockRestore();
    }
  });

  it('page that the console reads: its plan is kept; others leave none behind', async () => {
    const plans = async (query: string) =>
      (await statementsOf(() => list(query))).flatMap(({ name }) => (name?.startsWith('people') ? [name] : []));
    const { next_cursor: next } = await list();
    expect(await plans('')).toEqual(['people_by_name_ASC']);
    expect(await plans(`cursor=${String(next)}`)).toEqual(['people_by_name_ASC_after']);
    for (const query of ['q=anna', 'state=blocked', 'limit=7', 'role=user']) expect(await plans(query)).toEqual([]);
  });

  it.each(['name', '-name', 'created', '-created', 'seen', '-seen', 'running', '-running', 'storage', '-storage'])(
    'sort %s: the pages hold everybody once, in order',
    async (sort) => {
      const expected = await product.rows<{ id: number }>(
        `SELECT id FROM users WHERE deleted_at IS NULL AND role = 'manager' ORDER BY ${ORDER[sort] ?? ''}`,
      );
      const ids: number[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: PeopleResponse = await list(`role=manager&sort=${sort}&limit=17${cursor && `&cursor=${cursor}`}`);
        ids.push(...page.items.map(({ id }) => id));
        expect(page.total).toBe(expected.length);
        cursor = page.next_cursor;
      }
      expect(ids).toEqual(expected.map(({ id }) => id));
    },
  );

  it('tiles: each number is what the list finds, and the filter of a tile finds exactly these people', async () => {
    const { counts, total } = await list();
    expect(total).toBe(counts.all);
    expect(counts.all + counts.deleted).toBe(PEOPLE + 1);
    for (const [state, where] of Object.entries(TILES)) {
      const [row] = await product.rows<{ count: number }>(`SELECT count(*)::int FROM users WHERE ${where}`);
      const found = await list(`state=${state}&limit=200`);
      expect([state, found.total, counts[state as keyof typeof TILES]]).toEqual([state, row?.count, row?.count]);
      expect(found.items.length).toBe(Math.min(200, found.total));
    }
  });

  it('pages of a search: counted once, and again after a change by an admin', async () => {
    const counting = jest.spyOn(product.spawner.app.get(DataSource).manager, 'query');
    const counts = () => counting.mock.calls.filter(([text]) => text.includes('LIMIT 10001')).length;
    const { total, next_cursor: next } = await list('q=person47&limit=5');
    expect((await list(`q=person47&limit=5&cursor=${String(next)}`)).total).toBe(total);
    expect(counts()).toBe(1);
    product.spawner.app.get(PeopleList).forgetCounts();
    await list('q=person47&limit=5');
    expect(counts()).toBe(2);
    counting.mockRestore();
  });

  it('search that is no longer than a page: its total is the number of its people, on every page', async () => {
    const { items, total, next_cursor: next } = await list('q=person471&limit=5');
    expect([items.length, total]).toEqual([5, 11]);
    expect((await list(`q=person471&limit=5&cursor=${String(next)}`)).total).toBe(11);
    expect((await list('q=person471')).total).toBe(11);
  });

  it('search: in name, address and slug, also of letters with accents; wildcards are letters', async () => {
    expect((await list('q=PERSON4711%40school')).items.map(({ slug }) => slug)).toEqual(['person4711']);
    expect((await list('q=anna+m%C3%BC')).items[0]?.display_name).toMatch(/^Anna Mü/);
    // As a Mac sends it: u and a combining diaeresis.
    expect((await list('q=mu%CC%88ller')).total).toBeGreaterThan(0);
    for (const q of ['%', '_', '\\', '%_\\']) expect((await list(`q=${encodeURIComponent(q)}`)).total).toBe(0);
  });

  it('row: containers by status and what volumes hold, from the same page', async () => {
    const [row] = await product.rows<{ id: number; running: number; total: number; bytes: number }>(
      `SELECT user_id AS id, count(*) FILTER (WHERE status = 'running')::int AS running,
         count(*) FILTER (WHERE status <> 'not_created')::int AS total, sum((kept->0->>'bytes')::int)::int AS bytes
       FROM user_container JOIN users ON users.id = user_id WHERE slug = 'person143' GROUP BY user_id`,
    );
    const [person] = (await list('q=person143%40')).items;
    expect(person).toMatchObject({ id: row?.id, storage_bytes: row?.bytes });
    expect(person?.containers).toMatchObject({ running: row?.running, total: row?.total });
  });

  it.each([
    'limit=0',
    'limit=201',
    `cursor=${encodeURIComponent('💥')}`,
    `cursor=${cursor({ sort: 'name', key: 5, id: 1 })}`,
    `cursor=${cursor({ sort: 'name', key: 'a', id: 'b' })}`,
    `cursor=${cursor({ sort: 'name', key: 'a\0', id: 1 })}`,
    `sort=created&cursor=${cursor({ sort: 'created', key: 1e300, id: 1 })}`,
    `sort=created&cursor=${cursor({ sort: 'created', key: null, id: 1 })}`,
    `sort=created&cursor=${cursor({ sort: 'name', key: 'a', id: 1 })}`,
    `sort=running&cursor=${cursor({ sort: 'running', key: 'a', id: 1 })}`,
    `sort=storage&cursor=${cursor({ sort: 'storage', key: null, id: 1 })}`,
    `q=${'x'.repeat(101)}`,
    'q=%00',
    'role=root',
    'state=everybody',
    'seen_before=yesterday',
    'seen_before=2026-02-31',
    'sort=password',
    'class=7b',
    'class=2147483648',
    'limit=1&limit=2',
    'unknown=1',
  ])('bad query %s: 400', async (query) => {
    expect(await get(`/api/admin/users?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('bulk act for all that match, others than were read but as many of them: refused, and no job is left', async () => {
    const { total, fingerprint } = await selection('state=blocked');
    const act = { act: 'logout', who: { filter: { state: 'blocked' }, expected: total, fingerprint } };
    await product.rows(`UPDATE users SET blocked = NOT blocked WHERE slug IN ('person101', 'person102')`);
    expect((await selection('state=blocked')).total).toBe(total);
    const jobs = await product.rows('SELECT FROM job');
    expect(await post('/api/admin/users/bulk', act)).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: { total } },
    });
    expect(await product.rows('SELECT FROM job')).toHaveLength(jobs.length);
    await product.rows(`UPDATE users SET blocked = NOT blocked WHERE slug IN ('person101', 'person102')`);
    expect(await post('/api/admin/users/bulk', act)).toMatchObject({ status: 202 });
  });

  it('bulk act for all that match, of whom none is left: refused as for other people; none from the start: 400', async () => {
    const none = await selection('q=none-of-them');
    const act = (expected: number) => ({
      act: 'logout',
      who: { filter: { q: 'none-of-them' }, expected, fingerprint: 'of others' },
    });
    expect(await post('/api/admin/users/bulk', act(3))).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: none },
    });
    expect((await post('/api/admin/users/bulk', act(0))).body.code).toBe('nothing_selected');
  });

  it('bulk act for all of more people than the list counts: every one is an item of the job', async () => {
    await product.rows(
      `INSERT INTO users (email, slug, state) SELECT 'more' || n, 'more' || n, 'verified' FROM generate_series(1, 300) n`,
    );
    const [all] = await product.rows<{ count: number }>(`SELECT count(*)::int FROM users WHERE deleted_at IS NULL`);
    const { total, fingerprint } = await selection();
    expect(total).toBe(all?.count);
    expect(total).toBeGreaterThan(10_001);
    const unblock = (expected: number) => ({ act: 'unblock', who: { filter: {}, expected, fingerprint } });
    expect(await post('/api/admin/users/bulk', unblock(10_001))).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: { total, fingerprint } },
    });
    const { status, body } = await post('/api/admin/users/bulk', unblock(total));
    expect(status).toBe(202);
    expect((await get(`/api/job/${body.job_id}`)).body).toMatchObject({ total });
    expect(await product.rows(`SELECT DISTINCT user_id FROM job_item WHERE job_id = '${body.job_id}'`)).toHaveLength(
      total,
    );
    await post(`/api/job/${body.job_id}/cancel`);
  });

  it('cursor with an id beyond the column: no page, no failure', async () => {
    const after = cursor({ sort: 'name', key: 'zzzz', id: Number.MAX_SAFE_INTEGER });
    expect(await get(`/api/admin/users?cursor=${after}`)).toMatchObject({ status: 200 });
  });
});

const TILES = {
  today: `deleted_at IS NULL AND last_seen_at >= date_trunc('day', now(), 'UTC')`,
  waiting: `deleted_at IS NULL AND approval = 'waiting'`,
  blocked: 'deleted_at IS NULL AND blocked',
  never: 'deleted_at IS NULL AND last_seen_at IS NULL',
  deleted: 'deleted_at IS NOT NULL',
};

const RUNNING = `(SELECT count(*) FROM user_container WHERE user_id = users.id AND status = 'running')`;
const STORAGE = `(SELECT COALESCE(sum(kept_bytes + uploaded_bytes), 0) FROM user_container WHERE user_id = users.id)`;

const ORDER: Readonly<Record<string, string>> = {
  name: 'lower(COALESCE(display_name, email)), id',
  '-name': 'lower(COALESCE(display_name, email)) DESC, id DESC',
  created: 'created_at, id',
  '-created': 'created_at DESC, id DESC',
  seen: 'last_seen_at NULLS FIRST, id',
  '-seen': 'last_seen_at DESC NULLS LAST, id DESC',
  running: `${RUNNING}, id`,
  '-running': `${RUNNING} DESC, id DESC`,
  storage: `${STORAGE}, id`,
  '-storage': `${STORAGE} DESC, id DESC`,
};

function cursor(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
