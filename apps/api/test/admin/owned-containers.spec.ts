import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobDetail, JobStarted, Overview, OwnedContainersResponse, type Problem } from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { listenTo } from '../event-stream.js';
import { type Person, post, type Product, startProduct } from '../product.js';

describe('containers of all people', () => {
  let product: Product;
  let admin: Person;
  let ann: Person;
  let bob: Person;

  beforeAll(async () => {
    product = await startProduct();
    admin = await product.register('admin@example.com');
    ann = await product.register('ann@example.com');
    bob = await product.register('bob@example.com');
    await ann.launch('dev');
    await bob.launch('dev');
    // A later measurement finds the same and writes nothing.
    const isMeasured = async (person: Person) => typeof (await person.detail('dev')).kept[0]?.bytes === 'number';
    await until('the volumes are measured', 20, async () => (await isMeasured(ann)) && isMeasured(bob));
    await product.rows(
      `UPDATE user_container SET layer_bytes = 5, kept_bytes = 7 WHERE user_id = ${String(ann.user.id)}`,
    );
  });
  afterAll(() => product.close());

  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${product.url}/api/admin/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${admin.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Problem };
  };
  const list = async (query = '') => OwnedContainersResponse.parse((await call('GET', `containers?${query}`)).body);
  const owners = async (query: string) => (await list(query)).items.map(({ owner }) => owner.slug);
  const anns = (act = '') => `container/${String(ann.user.id)}/dev${act}`;

  it('list: each container with its owner, what it has, and no row without a container', async () => {
    const { items, total, next_cursor: next } = await list('q=ANN');
    expect({ total, next }).toEqual({ total: 1, next: null });
    expect(items).toMatchObject([
      {
        owner: { id: ann.user.id, name: 'ann@example.com', slug: 'ann' },
        ...{ type: 'dev', state: 'running', failure: null, layer_bytes: 5, volume_bytes: 7 },
      },
    ]);
  });

  it.each([
    ['q', 'q=bob', ['bob']],
    ['a q with signs of a pattern', 'q=%25', []],
    ['type', 'type=other', []],
    ['state', 'state=stopped', []],
    ['state', 'state=running&sort=owner', ['ann', 'bob']],
    ['sort by owner, backwards', 'sort=-owner', ['bob', 'ann']],
    ['sort by layer: what is not measured comes last', 'sort=layer', ['ann', 'bob']],
    ['… backwards too', 'sort=-layer', ['ann', 'bob']],
    ['sort by volumes', 'sort=volumes', ['bob', 'ann']],
  ])('%s: %s', async (_, query, expected) => {
    expect(await owners(query)).toEqual(expected);
  });

  it('owner: only theirs, also where another slug contains the slug', async () => {
    const joann = await product.register('joann@example.com');
    await joann.launch('dev');
    expect(await owners('q=ann&sort=owner')).toEqual(['ann', 'joann']);
    expect(await owners(`owner=${String(ann.user.id)}`)).toEqual(['ann']);
    await product.rows(`DELETE FROM users WHERE id = ${String(joann.user.id)}`);
    for (const wrong of ['0', '-1', '2147483648', 'ann', ''])
      expect(await call('GET', `containers?owner=${wrong}`)).toMatchObject({ status: 400 });
  });

  it.each(['owner', '-owner', 'type', 'state', '-since', 'since', '-last_used', 'layer', '-layer', '-volumes'])(
    'pages by %s: each container once, in the order of one long page',
    async (sort) => {
      const first = await list(`sort=${sort}&limit=1`);
      const second = await list(`sort=${sort}&limit=1&cursor=${first.next_cursor ?? ''}`);
      expect(second.next_cursor).toBeNull();
      const paged = [...first.items, ...second.items].map(({ owner }) => owner.slug);
      expect(paged).toEqual(await owners(`sort=${sort}`));
    },
  );

  it.each([
    ['of another sort', { sort: 'owner', key: 'x', id: 1 }],
    ['with a text where a number belongs', { sort: '-since', key: "1'; --", id: 1 }],
    ['with a number that no column has', { sort: '-since', key: 1e18, id: 1 }],
    ['with an id that is none', { sort: '-since', key: '1', id: 'x' }],
    ['that is no JSON', null],
  ])('cursor %s: 400', async (_, cursor) => {
    const text = Buffer.from(cursor ? JSON.stringify(cursor) : '{').toString('base64url');
    expect(await call('GET', `containers?cursor=${text}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path: 'cursor' }] },
    });
  });

  it('q with a NUL byte: nothing is found, or 400, but no failure', async () => {
    expect((await call('GET', 'containers?q=a%00b')).status).toBeLessThan(500);
  });

  it('overview: counts what there is, with one look at people and one at containers', async () => {
    const overview = Overview.parse((await call('GET', 'overview')).body);
    expect(overview).toMatchObject({
      people: { total: 3, blocked: 0, approvals: 0 },
      containers: { running: 2, paused: 0, failed: 0 },
      disk: { layers: 5, volumes: 7, free: expect.any(Number) },
    });
  });

  it('stop by an admin: the owner sees it at once, and the audit trail says who and about whom', async () => {
    const events = await listenTo(`${product.url}/api/events`, ann.token);
    expect(await call('POST', anns('/stop'))).toMatchObject({ status: 200, body: { status: 'stopped' } });
    await events.until(({ type, status }) => type === 'dev' && status === 'stopped');
    events.close();
    const [event] = await product.rows(
      `SELECT actor_id, about_user_id, subject, outcome FROM audit_event WHERE action = 'container_stopped'`,
    );
    expect(event).toEqual({ actor_id: admin.user.id, about_user_id: ann.user.id, subject: 'dev', outcome: 'done' });
    expect((await ann.detail('dev')).status).toBe('stopped');
    expect((await bob.detail('dev')).status).toBe('running');
  });

  it('restart and recreate by an admin: the owner has a container that runs', async () => {
    for (const act of ['/restart', '/recreate']) {
      expect(await call('POST', anns(act))).toMatchObject({ status: 200, body: { status: 'running' } });
    }
    expect((await ann.detail('dev')).status).toBe('running');
  });

  it('bulk stop of 30: what runs is stopped, what rests is left alone, what is not there is named', async () => {
    await product.rows(`
      WITH people AS (
        INSERT INTO users (email, slug, state)
        SELECT 'p' || n || '@example.com', 'p' || n, 'active' FROM generate_series(1, 27) n RETURNING id
      )
      INSERT INTO user_container (user_id, container_type, status) SELECT id, 'dev', 'stopped' FROM people`);
    const resting = await product.rows<{ id: number }>(`SELECT id FROM users WHERE email LIKE 'p%'`);
    const ids = [ann.user.id, bob.user.id, ...resting.map(({ id }) => id), 4711];
    const containers = [...ids, ann.user.id].map((id) => ({ user_id: id, type: 'dev' }));
    const { status, body } = await call('POST', 'containers/bulk', { act: 'stop', containers });
    expect(status).toBe(202);
    const { job_id: id } = JobStarted.parse(body);
    const job = await until('the job has ended', 20, async () => {
      const response = await fetch(`${product.url}/api/job/${id}`, {
        headers: { authorization: `Bearer ${admin.token}` },
      });
      const answer = JobDetail.parse(await response.json());
      return answer.finished_at !== null && answer;
    });
    expect(job).toMatchObject({ kind: 'containers_stop', total: 30, done: 2, skipped: 27, failed: 1 });
    expect(job.items.filter(({ state }) => state === 'failed')).toMatchObject([{ user_id: 4711, code: 'not_found' }]);
    for (const person of [ann, bob]) expect((await person.detail('dev')).status).toBe('stopped');
    await product.rows(`DELETE FROM users WHERE email LIKE 'p%'`);
    await bob.launch('dev');
  });

  it('bulk of nothing, and by a user: refused', async () => {
    expect(await call('POST', 'containers/bulk', { act: 'stop', containers: [] })).toMatchObject({
      status: 400,
      body: { code: 'nothing_selected' },
    });
    const beyondTheColumn = { act: 'stop', containers: [{ user_id: 2 ** 31, type: 'dev' }] };
    expect(await call('POST', 'containers/bulk', beyondTheColumn)).toMatchObject({ status: 400 });
    const authorization = `Bearer ${bob.token}`;
    const body = { act: 'stop', containers: [{ user_id: bob.user.id, type: 'dev' }] };
    expect(await post(`${product.url}/api/admin/containers/bulk`, body, { authorization })).toMatchObject({
      status: 403,
    });
  });

  it('remove by an admin: the files stay unless asked otherwise', async () => {
    expect(await call('DELETE', anns())).toMatchObject({ status: 200 });
    expect(await product.rows(`SELECT count(*)::int FROM user_container WHERE status <> 'not_created'`)).toEqual([
      { count: 1 },
    ]);
    expect(await call('DELETE', anns('?data=delete'))).toMatchObject({ status: 200 });
    expect(await owners('')).toEqual(['bob']);
  });

  it.each([
    ['a container that is not there', () => call('POST', anns('/restart')), 404, 'no_container'],
    ['a person without any', () => call('POST', `container/${String(admin.user.id)}/dev/restart`), 404, 'not_found'],
    ['nobody', () => call('POST', 'container/4711/dev/stop'), 404, 'not_found'],
    ['an id beyond the column', () => call('POST', 'container/99999999999/dev/stop'), 400, 'invalid_request'],
    ['an unknown type', () => call('POST', `container/${String(bob.user.id)}/other/stop`), 400, 'unknown_type'],
  ])('%s: refused, and nothing is made', async (_, act, status, code) => {
    expect(await act()).toMatchObject({ status, body: { code } });
  });

  it('user: cannot act on the containers of others, nor on their own this way', async () => {
    const authorization = `Bearer ${bob.token}`;
    for (const { user } of [admin, bob]) {
      const path = `${product.url}/api/admin/container/${String(user.id)}/dev/stop`;
      expect(await post(path, undefined, { authorization })).toMatchObject({ status: 403 });
    }
    expect((await bob.detail('dev')).status).toBe('running');
  });
});
