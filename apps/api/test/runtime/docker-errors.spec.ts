import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { dockerRuntime } from '../../src/runtime/docker/docker-runtime.js';
import type { Runtime } from '../../src/runtime/runtime.js';
import { devTemplate } from './dev-template.js';
import { FakeEngine, json, silence } from './fake-engine.js';
import { specOf } from './spec-of.js';

const NAME = 'user-ann-dev-7';
const CREATE = 'POST /containers/create';
const IMAGE = 'GET /images/example/dev:1/json';
const LOOK = `GET /containers/${NAME}/json`;
const SECOND_NAME = `${NAME}-${createHash('sha256').update('mine').digest('hex').slice(0, 8)}`;
const LOOK_SECOND = `GET /containers/${SECOND_NAME}/json`;

describe('docker, with an engine in trouble', () => {
  let engine: FakeEngine;
  let containers: Runtime['containers'];
  let volumes: Runtime['volumes'];
  const spec = specOf({ ...devTemplate('example/dev:1'), volumes: [] });

  beforeEach(async () => {
    engine = await FakeEngine.start();
    engine.on('GET /networks', json(200, [{ Name: 'net' }])).on('GET /info', json(200, {}));
    engine.on(IMAGE, json(200, { Config: { User: '101:101' } }));
    ({ containers, volumes } = dockerRuntime(engine.docker, {
      installation: 'mine',
      network: 'net',
      subnet: null,
      imagePatienceMs: 1000,
      publish: () => false,
    }));
  });

  afterEach(() => engine.close());

  const container = (Status: string, installation = 'mine') =>
    json(200, {
      Id: 'abc',
      Name: `/${NAME}`,
      Created: '2026-01-01T00:00:00Z',
      RestartCount: 3,
      State: { Status, ExitCode: 0, OOMKilled: false },
      HostConfig: {},
      Config: {
        Image: 'example/dev:1',
        Labels: { 'spawner.installation': installation, 'spawner.user': '7', 'spawner.type': 'dev' },
      },
      NetworkSettings: { Networks: { net: { IPAddress: '10.0.0.2' } }, Ports: {} },
    });

  it.each([
    [404, 'No such image: example/dev:1', 'image_missing'],
    [404, 'network net not found', 'runtime_failed'],
    [500, 'write /var/lib/docker: no space left on device', 'disk_full'],
    [500, 'something else', 'runtime_failed'],
    [502, 'Bad Gateway', 'runtime_unreachable'],
    [503, 'connection error: desc = "transport: dial unix containerd.sock": unavailable', 'runtime_unreachable'],
  ])('create that is answered %i "%s": the right code', async (status, message, code) => {
    engine.on(CREATE, json(status, { message }));
    await expect(containers.create(spec)).rejects.toMatchObject({ code });
  });

  it.each([
    [
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      'no_address_left',
    ],
    ['all predefined address pools have been fully subnetted', 'no_address_left'],
    ['Pool overlaps with other one on this address space', 'subnet_taken'],
  ])('network that is answered "%s": the right code, and the next launch tries again', async (message, code) => {
    engine.on('GET /networks', json(200, [])).on('POST /networks/create', json(404, { message }));
    await expect(containers.create(spec)).rejects.toMatchObject({ code });
    engine.on('POST /networks/create', json(201, { Id: 'n' })).on(CREATE, json(201, { Id: 'abc' }));
    await expect(containers.create(spec)).resolves.toMatchObject({ id: 'abc' });
  });

  it('start without a free address: no_address_left', async () => {
    const message = "no available IPv4 addresses on this network's address pools: net (n)";
    engine.on('POST /containers/abc/start', json(500, { message }));
    engine.on(LOOK, container('created')).on(CREATE, json(201, { Id: 'abc' }));
    await expect(containers.start(await containers.create(spec))).rejects.toMatchObject({ code: 'no_address_left' });
  });

  it('inspect: reports how often the engine has restarted a container', async () => {
    engine.on(LOOK, container('restarting'));
    expect(await containers.inspect(NAME)).toMatchObject({ state: 'restarting', restarts: 3 });
  });

  it("both names of another installation's containers: name_taken, and none is removed", async () => {
    const taken = container('running', 'theirs');
    engine
      .on(CREATE, json(409, { message: 'name in use' }))
      .on(LOOK, taken)
      .on(LOOK_SECOND, taken);
    await expect(containers.create(spec)).rejects.toMatchObject({ code: 'name_taken', facts: { name: SECOND_NAME } });
    await containers.remove(NAME);
    expect(engine.calls.filter((call) => call.startsWith('DELETE'))).toEqual([]);
  });

  it('container that the guard does not show: gets a second name', async () => {
    const names: unknown[] = [];
    engine.on(LOOK, json(403, { message: 'guard: the container was not made by Spawner' }));
    engine.on(CREATE, (response, request) => {
      const name = new URL(request.url ?? '', 'http://engine').searchParams.get('name');
      names.push(name);
      (name === NAME ? json(409, { message: 'name in use' }) : json(201, { Id: 'new' }))(response, request);
    });
    expect(await containers.create(spec)).toMatchObject({ id: 'new', name: NAME });
    expect(names).toEqual([NAME, SECOND_NAME]);
    expect(await containers.inspect(NAME)).toBeNull();
  });

  it.each(['removing', 'dead'])(
    'container that is %s: counts as gone, and create waits for its name',
    async (state) => {
      engine.on(LOOK, container(state)).on(CREATE, json(409, { message: 'name in use' }));
      expect(await containers.inspect(NAME)).toBeNull();
      engine.on('DELETE /containers/abc', (response) => {
        engine.on(LOOK, json(404, {})).on(CREATE, json(201, { Id: 'new' }));
        response.writeHead(409).end('{"message":"removal is already in progress"}');
      });
      expect(await containers.create(spec)).toMatchObject({ id: 'new' });
    },
  );

  it('removal that another process has begun: remove waits for its end', async () => {
    let looks = 0;
    engine.on('DELETE /containers/abc', json(409, { message: 'already in progress' }));
    engine.on(LOOK, (response, request) => {
      looks += 1;
      (looks < 4 ? container('removing') : json(404, {}))(response, request);
    });
    await containers.remove(NAME);
    expect(looks).toBe(4);
  });

  it('frozen engine: runtime_unreachable after the deadline', async () => {
    // Deadlines of a thousandth: the real ones are half a minute and more.
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const deadline = new AbortController();
      setTimeout(() => deadline.abort(new DOMException('too late', 'TimeoutError')), ms / 1000);
      return deadline.signal;
    });
    for (const call of ['GET /_ping', 'GET /containers/json', LOOK, 'GET /volumes']) engine.on(call, silence);
    const calls = [
      containers.ping(),
      containers.list(),
      containers.inspect(NAME),
      containers.stop(NAME),
      volumes.list(),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { code: 'runtime_unreachable' } });
    }
    jest.restoreAllMocks();
  });

  it('connection that is refused or cut: runtime_unreachable', async () => {
    engine.on('GET /_ping', (_, request) => request.socket.destroy());
    await expect(containers.ping()).rejects.toMatchObject({ code: 'runtime_unreachable' });
    await engine.close();
    await expect(containers.ping()).rejects.toMatchObject({ code: 'runtime_unreachable' });
  });
});
