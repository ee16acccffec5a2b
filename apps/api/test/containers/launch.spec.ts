import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Container, ContainerDetail, ContainersResponse, LaunchResponse, Problem } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { type Person, post, type Product, startProduct } from '../product.js';

const listener = (body: string) => `
  import http from 'node:http';
  const server = http.createServer((request, response) => { ${body} });
  server.listen(process.env.PORT, process.env.HOST);
  process.on('SIGTERM', () => process.exit(0));
`;

const services = {
  exits: "console.error('boom'); process.exit(3);",
  nul: "process.stdout.write('a\\0b\\n'); process.exit(3);",
  deaf: 'setInterval(() => undefined, 1000);',
  late: `await new Promise((go) => setTimeout(go, 700));${listener("response.end('late');")}`,
  sick: listener("response.statusCode = 503; response.end('not yet');"),
  env: listener('response.end(JSON.stringify(process.env));'),
};

describe('launching', () => {
  let product: Product;
  let ann: Person;

  beforeAll(async () => {
    product = await startProduct({ environment: { LAUNCH_READY_TIMEOUT: '2' }, services });
    ann = await product.register('test@example.com');
  });

  afterAll(async () => {
    await product.close();
  });

  it('lists one card for each template, in order, before anything is created', async () => {
    const cards = ContainersResponse.parse({ containers: await ann.list() }).containers;
    expect(cards[0]).toEqual({
      type: 'dev',
      display_name: 'Development Container',
      description: 'Nginx-basierter Development Container',
      status: 'not_created',
      service_url: `http://localhost:0/test-dev`,
      container_id: null,
      created_at: null,
      last_used: null,
      status_since: null,
      as_of: null,
      rest_reason: null,
      next_rest: null,
      kept: [],
      accepts_files: true,
      sharing: 'own_origin_needed',
      visited: null,
    });
    expect(cards.map(({ type }) => type)).toEqual(['dev', 'exits', 'nul', 'deaf', 'late', 'sick', 'env']);
    for (const card of cards) expect(Object.keys(card)).toEqual(Object.keys(Container.shape));
  });

  it('describes the templates in the reader’s language', async () => {
    const answer = await fetch(`${product.url}/api/user/containers`, {
      headers: { authorization: `Bearer ${ann.token}`, 'accept-language': 'en' },
    });
    const { containers } = ContainersResponse.parse(await answer.json());
    expect(containers[0]?.description).toBe('Development container based on nginx');
  });

  it('answers "running" only when the page works: no retry, no 404', async () => {
    const { status, body } = await ann.launch('dev');
    expect(status).toBe(200);
    expect(LaunchResponse.parse(body)).toMatchObject({ message: 'Container bereit', status: 'running' });
    const page = await ann.visit('/test-dev');
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Welcome to nginx')]);
    expect(await (await ann.visit('/test-dev/echo/path')).text()).toBe('GET /echo/path\n');
    expect((await ann.visit('/test-development')).status).toBe(404);
    expect((await ann.list())[0]).toMatchObject({ status: 'running', container_id: body.container_id });
  });

  it('makes the person active, and the second launch only moves last_used', async () => {
    const before = (await ann.list())[0];
    const again = await ann.launch('dev');
    const after = (await ann.list())[0];
    expect(again.body.container_id).toBe(before?.container_id);
    expect(Date.parse(after?.last_used ?? '')).toBeGreaterThan(Date.parse(before?.last_used ?? ''));
    expect(after?.created_at).toBe(before?.created_at);
    expect(await product.rows('SELECT state FROM users WHERE id = 1')).toEqual([{ state: 'active' }]);
  });

  it('waits for an application that listens late', async () => {
    const { status } = await ann.launch('late');
    expect(status).toBe(200);
    expect(await (await ann.visit('/test-late/')).text()).toBe('late');
  });

  it('joins any number of clicks into one launch', async () => {
    const ben = await product.register('ben@example.com');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ben.launch('late')));
    expect(new Set(answers.map(({ status, body }) => `${String(status)} ${body.container_id}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(
      await product.rows("SELECT 1 AS one FROM user_container c JOIN users u ON u.id = user_id WHERE slug = 'ben'"),
    ).toHaveLength(1);
  });

  it('shows what a launch is doing', async () => {
    const cleo = await product.register('cleo@example.com');
    const launch = cleo.launch('late');
    const phases = new Set<string>();
    for (let status = 'starting'; status !== 'running'; ) {
      const detail = ContainerDetail.parse(await cleo.detail('late'));
      if (detail.launch) {
        expect(detail.status).toBe('starting');
        phases.add(detail.launch.phase);
      }
      status = detail.status;
    }
    expect((await launch).status).toBe(200);
    expect([...phases]).toContain('ready');
  });

  it.each([
    ['exits', 502, 'container_exited', 'Der Container hat sich beendet (Code 3).', 'The container ended (code 3).'],
    [
      'deaf',
      504,
      'not_listening',
      expect.stringContaining('antwortet nicht auf Port'),
      expect.stringContaining('does not answer on port'),
    ],
    [
      'sick',
      504,
      'not_listening',
      expect.stringContaining('antwortet nicht auf Port'),
      expect.stringContaining('does not answer on port'),
    ],
  ])('says why %s failed, in both languages, and keeps it on the card', async (type, status, code, german, english) => {
    const failed = await ann.launch(type);
    expect([failed.status, Problem.parse(failed.body).code, failed.body.title]).toEqual([status, code, german]);
    expect((await ann.list()).find((card) => card.type === type)?.status).toBe('error');
    const detail = await ann.detail(type, 'en');
    expect(detail.failure).toMatchObject({ code, phase: 'ready', reason: english });
    if (type === 'exits') expect(detail.failure?.log_tail).toEqual(['boom']);
    expect((await ann.visit(`/test-${type}/`)).status).toBe(404);
  });

  it('log with a NUL byte: the failure is stored, the card shows it', async () => {
    expect(await ann.launch('nul')).toMatchObject({ status: 502, body: { code: 'container_exited' } });
    const { status, failure } = await ann.detail('nul', 'en');
    expect([status, failure?.reason, failure?.log_tail]).toEqual([
      'error',
      'The container ended (code 3).',
      ['a\ufffdb'],
    ]);
    expect(await product.rows("SELECT intent FROM user_container WHERE container_type = 'nul'")).toEqual([
      { intent: null },
    ]);
  });

  it('failure that the database refuses: stored without its log, and nothing is left to be done', async () => {
    await product.rows(`ALTER TABLE user_container ADD CONSTRAINT no_log
      CHECK (failure IS NULL OR failure->'logTail' = '[]') NOT VALID`);
    try {
      expect(await ann.launch('exits')).toMatchObject({ status: 502, body: { code: 'container_exited' } });
    } finally {
      await product.rows('ALTER TABLE user_container DROP CONSTRAINT no_log');
    }
    const { status, failure } = await ann.detail('exits', 'en');
    expect([status, failure?.reason, failure?.log_tail]).toEqual(['error', 'The container ended (code 3).', []]);
    expect(await product.rows("SELECT intent FROM user_container WHERE container_type = 'exits'")).toEqual([
      { intent: null },
    ]);
  });

  it('asks the database once for the list, and once for a launch of what runs already', async () => {
    const queries: string[] = [];
    const subscriber = {
      beforeQuery: ({ query }: { query: string }) => {
        // What is written down beside it, nobody waits for.
        if (!query.includes('audit_event')) queries.push(query);
      },
    };
    const { subscribers } = product.spawner.app.get(DataSource);
    subscribers.push(subscriber);
    await ann.list();
    expect(queries).toHaveLength(1);
    await ann.launch('dev');
    expect(queries).toHaveLength(2);
    subscribers.splice(subscribers.indexOf(subscriber), 1);
  });

  it('gives a service what it needs to know and nothing of the platform', async () => {
    process.env['JWT_SECRET_KEY'] = 'platform-secret';
    await ann.launch('env');
    delete process.env['JWT_SECRET_KEY'];
    const seen = (await (await ann.visit('/test-env/')).json()) as Record<string, string>;
    expect(seen).toMatchObject({ USER_ID: '1', USER_SLUG: 'test', CONTAINER_TYPE: 'env', BASE_PATH: '/test-env' });
    expect(Object.keys(seen).filter((name) => /SECRET|DATABASE|JWT|SMTP|POSTGRES/.test(name))).toEqual([]);
  });

  it('refuses an unknown type with what there is, and a caller without a token', async () => {
    const unknown = await ann.launch('nope');
    expect([unknown.status, unknown.body.code, unknown.body.detail]).toEqual([
      400,
      'unknown_type',
      'Verfügbar sind: dev, exits, nul, deaf, late, sick, env.',
    ]);
    expect((await post(`${product.url}/api/container/launch/dev`)).status).toBe(401);
    expect((await fetch(`${product.url}/api/user/containers`)).status).toBe(401);
    expect(
      (await fetch(`${product.url}/api/user/containers`, { headers: { authorization: 'Bearer x.y.z' } })).status,
    ).toBe(401);
  });

  it('keeps one person’s cards from the next', async () => {
    const dora = await product.register('dora@example.com');
    expect((await dora.list()).every(({ status }) => status === 'not_created')).toBe(true);
  });
});
