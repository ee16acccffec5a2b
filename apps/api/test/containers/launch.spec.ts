import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Container, ContainerDetail, ContainersResponse, LaunchResponse, Problem } from '@spawner/contracts';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { Loops } from '../../src/background/loops.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
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

describe('launch', () => {
  let product: Product;
  let ann: Person;

  beforeAll(async () => {
    product = await startProduct({ environment: { LAUNCH_READY_TIMEOUT: '2' }, services });
    ann = await product.register('test@example.com');
  });

  afterAll(async () => {
    await product.close();
  });

  it('before the first launch: the list has one container for each template, in order', async () => {
    const containers = ContainersResponse.parse({ containers: await ann.list() }).containers;
    expect(containers[0]).toEqual({
      type: 'dev',
      display_name: 'Development Container',
      description: 'Nginx-basierter Development Container',
      status: 'not_created',
      service_url: `${product.url}/test-dev`,
      container_id: null,
      created_at: null,
      last_used: null,
      status_since: null,
      as_of: null,
      verified: true,
      waits_for: null,
      rest_reason: null,
      next_rest: null,
      kept: [],
      accepts_files: true,
      sharing: 'own_origin_needed',
      visited: null,
      outdated: null,
      storage: null,
    });
    expect(containers.map(({ type }) => type)).toEqual(['dev', 'exits', 'nul', 'deaf', 'late', 'sick', 'env']);
    for (const container of containers) expect(Object.keys(container)).toEqual(Object.keys(Container.shape));
  });

  it('Accept-Language en: templates are described in English', async () => {
    const answer = await fetch(`${product.url}/api/user/containers`, {
      headers: { authorization: `Bearer ${ann.token}`, 'accept-language': 'en' },
    });
    const { containers } = ContainersResponse.parse(await answer.json());
    expect(containers[0]?.description).toBe('Development container based on nginx');
  });

  it('first launch of a card, and one after its removal: the runtime hears which may have files', async () => {
    const bob = await product.register('first@example.com');
    const create = jest.spyOn(product.spawner.app.get(ContainerRuntime), 'create');
    await bob.launch('dev');
    const authorization = `Bearer ${bob.token}`;
    await fetch(`${product.url}/api/container/dev`, { method: 'DELETE', headers: { authorization } });
    await bob.launch('dev');
    expect(create.mock.calls.map(([, isFirst]) => isFirst)).toEqual([true, false]);
    create.mockRestore();
  });

  it('launch: answered once the page works, without a retry or a 404', async () => {
    const { status, body } = await ann.launch('dev');
    expect(status).toBe(200);
    expect(LaunchResponse.parse(body)).toMatchObject({ message: 'Container bereit', status: 'running' });
    const page = await ann.open('/test-dev');
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Welcome to nginx')]);
    expect(await (await ann.open('/test-dev/echo/path')).text()).toBe('GET /echo/path\n');
    expect((await ann.open('/test-development')).status).toBe(404);
    expect((await ann.list())[0]).toMatchObject({ status: 'running', container_id: body.container_id });
  });

  it('second launch: moves last_used only; the first has made the user active', async () => {
    const before = (await ann.list())[0];
    const again = await ann.launch('dev');
    const after = (await ann.list())[0];
    expect(again.body.container_id).toBe(before?.container_id);
    expect(Date.parse(after?.last_used ?? '')).toBeGreaterThan(Date.parse(before?.last_used ?? ''));
    expect(after?.created_at).toBe(before?.created_at);
    expect(await product.rows('SELECT state FROM users WHERE id = 1')).toEqual([{ state: 'active' }]);
  });

  it('application that listens late: the launch waits for it', async () => {
    const { status } = await ann.launch('late');
    expect(status).toBe(200);
    expect(await (await ann.open('/test-late/')).text()).toBe('late');
  });

  it('20 launches at once: one container, one answer for all', async () => {
    const ben = await product.register('ben@example.com');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ben.launch('late')));
    expect(new Set(answers.map(({ status, body }) => `${String(status)} ${body.container_id}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(
      await product.rows("SELECT 1 AS one FROM user_container c JOIN users u ON u.id = user_id WHERE slug = 'ben'"),
    ).toHaveLength(1);
  });

  it('launch in progress: the detail shows its phase', async () => {
    const cleo = await product.register('cleo@example.com');
    const launch = cleo.launch('late');
    const phases = new Set<string>();
    for (let status = 'starting'; status !== 'running'; ) {
      const detail = ContainerDetail.parse(await cleo.detail('late'));
      if (detail.launch) {
        expect(detail.status).toBe('starting');
        phases.add(detail.launch.phase);
        if (detail.launch.phase === 'ready') expect(detail.launch.detail).toBe('GET / (≤ 2 s)');
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
      'not_ready',
      'Der Service ist nach 2 Sekunden nicht bereit.',
      'The service is not ready after 2 seconds.',
    ],
  ])(
    '%s: the launch fails with its reason, in both languages, and the detail keeps it',
    async (type, status, code, german, english) => {
      const failed = await ann.launch(type);
      expect([failed.status, Problem.parse(failed.body).code, failed.body.title]).toEqual([status, code, german]);
      expect((await ann.list()).find(({ type: each }) => each === type)?.status).toBe('error');
      const detail = await ann.detail(type, 'en');
      expect(detail.failure).toMatchObject({ code, phase: 'ready', reason: english });
      expect(detail.failure?.steps.at(-1)?.phase).toBe('start');
      if (type === 'exits') expect(detail.failure?.log_tail).toEqual(['boom']);
      // It has no place, so nothing of it may go on.
      expect(await product.rows(`SELECT reserved_at FROM user_container WHERE container_type = '${type}'`)).toEqual([
        { reserved_at: null },
      ]);
      const instances = await product.spawner.app.get(ContainerRuntime).list();
      expect(instances.find((instance) => instance.type === type)?.state).toBe('exited');
      expect((await ann.open(`/test-${type}/`)).status).toBe(status);
    },
  );

  it('log with a NUL byte: the failure is stored, the detail shows it', async () => {
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

  it('failure that the database refuses: stored without its log, and no operation stays open', async () => {
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

  it('list, and launch of a running container: one query each', async () => {
    // Their queries would be counted too.
    product.spawner.app.get(Loops).onModuleDestroy();
    const queries: string[] = [];
    const subscriber = {
      beforeQuery: ({ query }: { query: string }) => {
        // The audit event is stored in the background.
        if (!query.includes('audit_event')) queries.push(query);
      },
    };
    const { subscribers, driver } = product.spawner.app.get(DataSource);
    const prepared = jest.spyOn((driver as unknown as { master: Pool }).master, 'query');
    subscribers.push(subscriber);
    await ann.list();
    expect([queries.length, prepared.mock.calls.length]).toEqual([0, 1]);
    await ann.launch('dev');
    expect([queries.length, prepared.mock.calls.length]).toEqual([1, 1]);
    subscribers.splice(subscribers.indexOf(subscriber), 1);
    prepared.mockRestore();
  });

  it('environment of a service: user, type and path, no secret of the platform', async () => {
    process.env['JWT_SECRET_KEY'] = 'platform-secret';
    await ann.launch('env');
    delete process.env['JWT_SECRET_KEY'];
    const seen = (await (await ann.open('/test-env/')).json()) as Record<string, string>;
    expect(seen).toMatchObject({ USER_ID: '1', USER_SLUG: 'test', CONTAINER_TYPE: 'env', BASE_PATH: '/test-env' });
    expect(Object.keys(seen).filter((name) => /SECRET|DATABASE|JWT|SMTP|POSTGRES/.test(name))).toEqual([]);
  });

  it('unknown type: refused with the known ones; no valid token: refused', async () => {
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

  it('new user: sees no container of another user', async () => {
    const dora = await product.register('dora@example.com');
    expect((await dora.list()).every(({ status }) => status === 'not_created')).toBe(true);
  });
});
