import { once } from 'node:events';
import { get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Engine } from '../src/engine.js';
import { Guard } from '../src/guard.js';
import { RoutedContainers } from '../src/routed/routed-containers.js';
import { traefikRules } from '../src/rules/traefik.rules.js';
import { FakeEngine } from './fake-engine.js';
import { send } from './send.js';

const ID = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

/** A container as the engine itself shows it. */
const inspected = (Id: string, changes: object = {}) => ({
  ...{ Id, Name: '/user-ann-dev-1', Created: '2026-01-01', Mounts: [{ Source: '/var/lib/secret' }] },
  State: { Status: 'running', Pid: 17 },
  Config: { Labels: { 'traefik.enable': 'true' }, Env: ['SECRET=1'], Cmd: ['serve', '--password=1'] },
  HostConfig: { NetworkMode: 'spawner', Binds: ['/:/h'] },
  NetworkSettings: {
    ...{ SandboxKey: '/run/x', Ports: { '8080/tcp': null } },
    Networks: { spawner: { NetworkID: 'n', IPAddress: '10.0.0.2', GlobalIPv6Address: '', DriverOpts: null } },
  },
  ...changes,
});

const happened = (Action: string, id = ID, labels: object = { 'traefik.enable': 'true' }) =>
  `${JSON.stringify({ Type: 'container', Action, Actor: { ID: id, Attributes: labels } })}\n`;

describe('the guard for Traefik', () => {
  let engine: FakeEngine;
  let guard: Server;
  let port: number;
  /** What runs on the engine. */
  let containers: Map<string, object>;
  /** The guard's streams of the engine's events. */
  let streams: ServerResponse[];
  let looks: string[];
  /** Answers an inspection; replaced where a test wants it later. */
  let inspect: (id: string, response: ServerResponse) => void;

  beforeEach(async () => {
    [containers, streams, looks] = [new Map(), [], []];
    engine = await FakeEngine.start();
    inspect = (id, response) => {
      response.statusCode = containers.has(id) ? 200 : 404;
      response.end(JSON.stringify(containers.get(id) ?? { message: 'none' }));
    };
    engine.answer = ({ url }, response) => {
      const [, id] = /^\/containers\/([a-f0-9]{64})\/json$/.exec(url) ?? [];
      if (url.startsWith('/events')) {
        streams.push(response);
        response.flushHeaders();
      } else if (id !== undefined) {
        looks.push(id);
        inspect(id, response);
      } else response.end(JSON.stringify([...containers.keys()].map((Id) => ({ Id, Names: ['/x'] }))));
    };
    const toEngine = new Engine(engine.socket);
    const rules = traefikRules(new RoutedContainers(toEngine));
    guard = new Guard(toEngine, rules, { client: undefined, tls: null, log: () => undefined })
      .server()
      .listen(0, '127.0.0.1');
    await once(guard, 'listening');
    ({ port } = guard.address() as AddressInfo);
  });

  afterEach(async () => {
    guard.close();
    guard.closeAllConnections();
    await engine.close();
  });

  const read = (path: string) => send(port, { method: 'GET', path: `/v1.41${path}` });
  const listed = async () =>
    (JSON.parse((await read('/containers/json?all=1')).body) as { Id: string }[]).map(({ Id }) => Id);
  const nameOf = async (id = ID) => (JSON.parse((await read(`/containers/${id}/json`)).body) as { Name: string }).Name;
  const emit = (text: string) => void streams.at(-1)?.write(text);
  const next = async (stream: IncomingMessage) => JSON.parse(String((await once(stream, 'data'))[0])) as unknown;
  const opened = async (): Promise<IncomingMessage> => {
    const request = get({ host: '127.0.0.1', port, path: '/v1.41/events?filters=%7B%7D', agent: false });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return answer.setEncoding('utf8');
  };
  /** Traefik's stream of events, after the event that it begins with. */
  const events = async () => {
    const stream = await opened();
    await next(stream);
    return stream;
  };

  it('containers: those that run with the label, without what a route does not need', async () => {
    containers.set(ID, inspected(ID));
    expect(JSON.parse((await read('/containers/json?all=1&filters={}')).body)).toEqual([{ Id: ID }]);
    expect(JSON.parse((await read(`/containers/${ID}/json`)).body)).toEqual({
      ...{ Id: ID, Name: '/user-ann-dev-1', State: { Status: 'running' } },
      ...{ Config: { Labels: { 'traefik.enable': 'true' } }, HostConfig: { NetworkMode: 'spawner' } },
      NetworkSettings: {
        Ports: { '8080/tcp': null },
        Networks: { spawner: { NetworkID: 'n', IPAddress: '10.0.0.2', GlobalIPv6Address: '' } },
      },
    });
    expect(engine.requests.map(({ url }) => decodeURIComponent(url))).toContain(
      '/containers/json?filters={"label":["traefik.enable=true"]}',
    );
  });

  it('container that is not in the list: 404, and the engine gets no request', async () => {
    await listed();
    const before = engine.requests.length;
    for (const name of [OTHER, 'postgres', 'spawner']) {
      expect((await read(`/containers/${name}/json`)).status).toBeGreaterThan(400);
    }
    expect(engine.requests).toHaveLength(before);
  });

  it('everything else: refused', async () => {
    for (const path of ['/containers/create', `/containers/${ID}/stop`, '/build', `/containers/${ID}/exec`]) {
      expect(await send(port, { method: 'POST', path })).toMatchObject({ status: 403 });
    }
    for (const path of ['/images/json', '/info', `/containers/${ID}/archive?path=/`, `/containers/${ID}/logs`]) {
      expect(await read(path)).toMatchObject({ status: 403 });
    }
    expect(engine.requests).toEqual([]);
  });

  it('lists and inspections of Traefik without a change between: one look of the guard', async () => {
    containers.set(ID, inspected(ID)).set(OTHER, inspected(OTHER));
    for (let round = 0; round < 3; round += 1) for (const id of await listed()) await nameOf(id);
    expect(looks.sort()).toEqual([ID, OTHER]);
  });

  it('change: in the answers before Traefik gets the event', async () => {
    containers.set(ID, inspected(ID));
    const stream = await events();
    const looked = new Promise<ServerResponse>((resolve) => (inspect = (_, response) => resolve(response)));
    emit(happened('rename'));
    const response = await looked;
    let told = false;
    stream.once('data', () => (told = true));
    expect(await nameOf()).toBe('/user-ann-dev-1');
    expect(told).toBe(false);
    const event = next(stream);
    response.end(JSON.stringify(inspected(ID, { Name: '/renamed' })));
    expect(await event).toEqual({ Type: 'container', Action: 'start' });
    expect(await nameOf()).toBe('/renamed');
  });

  it('answer of the engine that comes after a later one: is not kept', async () => {
    containers.set(ID, inspected(ID));
    const stream = await events();
    const waiting: ServerResponse[] = [];
    const both = new Promise<void>((resolve) => {
      inspect = (_, response) => {
        if (waiting.push(response) === 2) resolve();
      };
    });
    emit(happened('rename') + happened('rename'));
    await both;
    const event = next(stream);
    waiting[1]?.end(JSON.stringify(inspected(ID, { Name: '/new' })));
    await event;
    waiting[0]?.end(JSON.stringify(inspected(ID, { Name: '/old' })));
    inspect = (id, response) => response.end(JSON.stringify(inspected(id)));
    const later = next(stream);
    await listed();
    emit(happened('start', OTHER));
    await later;
    expect(await nameOf()).toBe('/new');
  });

  it('container that ended: gone at once, without a call of the engine', async () => {
    containers.set(ID, inspected(ID));
    const stream = await events();
    const event = next(stream);
    emit(happened('die'));
    await event;
    expect(await listed()).toEqual([]);
    expect(looks).toEqual([ID]);
  });

  it('container without the label: no call of the engine, no event', async () => {
    const stream = await events();
    containers.set(ID, inspected(ID)).set(OTHER, inspected(OTHER));
    const event = next(stream);
    emit(happened('start', OTHER, { name: 'postgres' }) + happened('start'));
    await event;
    expect(await listed()).toEqual([ID]);
    expect(looks).toEqual([ID]);
  });

  it('address that changed: by the event of the network', async () => {
    containers.set(ID, inspected(ID));
    const stream = await events();
    const Networks = { spawner: { NetworkID: 'n', IPAddress: '10.0.0.9', GlobalIPv6Address: '' } };
    containers.set(ID, inspected(ID, { NetworkSettings: { Ports: {}, Networks } }));
    const event = next(stream);
    const actor = (container: string) => ({ ID: 'n', Attributes: { container } });
    emit(`${JSON.stringify({ Type: 'network', Action: 'connect', Actor: actor(OTHER) })}\n`);
    emit(`${JSON.stringify({ Type: 'network', Action: 'connect', Actor: actor(ID) })}\n`);
    await event;
    expect((await read(`/containers/${ID}/json`)).body).toContain('10.0.0.9');
    expect(looks).toEqual([ID, ID]);
  });

  it('container that is paused: keeps its route; one that restarts has none', async () => {
    containers.set(ID, inspected(ID, { State: { Status: 'paused' } }));
    containers.set(OTHER, inspected(OTHER, { State: { Status: 'restarting' } }));
    expect(await listed()).toEqual([ID]);
    expect((await read(`/containers/${ID}/json`)).body).toContain('"State":{"Status":"running"}');
  });

  it('stream of events: begins with one, for what changed after the list', async () => {
    await listed();
    expect(await next(await opened())).toEqual({ Type: 'container', Action: 'start' });
  });

  it('class of thirty: the first event at once, the others in one, after Traefik has listed', async () => {
    const stream = await events();
    const ids = Array.from({ length: 30 }, (_, n) => String(n).padStart(64, '0'));
    for (const id of ids) containers.set(id, inspected(id));
    let told = 0;
    stream.on('data', (text: string) => (told += text.trim().split('\n').length));
    const event = next(stream);
    emit(happened('start', ids[0]));
    await event;
    emit(
      ids
        .slice(1)
        .map((id) => happened('start', id))
        .join(''),
    );
    for (const id of ids) while ((await read(`/containers/${id}/json`)).status !== 200);
    expect(told).toBe(1);
    const second = next(stream);
    expect(await listed()).toHaveLength(30);
    await second;
    expect(await listed()).toHaveLength(30);
    expect(looks).toHaveLength(30);
    expect(told).toBe(2);
  });

  it('second stream of events: the first one still gets the change that waits', async () => {
    const stream = await events();
    let told = 0;
    stream.on('data', (text: string) => (told += text.trim().split('\n').length));
    const ids = [ID, OTHER];
    for (const id of ids) containers.set(id, inspected(id));
    const first = next(stream);
    emit(happened('start', ID));
    await first;
    emit(happened('start', OTHER));
    while ((await read(`/containers/${OTHER}/json`)).status !== 200);
    expect(told).toBe(1);
    const waiting = next(stream);
    await next(await opened());
    await listed();
    await waiting;
    expect(told).toBe(2);
  });

  it('line of the engine that is no event: everything is looked at anew', async () => {
    containers.set(ID, inspected(ID));
    const stream = await events();
    const broken = once(stream.resume(), 'error');
    emit('{"message":"no event"}\n');
    await broken;
    expect(await listed()).toEqual([ID]);
    expect(streams).toHaveLength(2);
  });

  it("engine whose stream of events broke: Traefik's breaks too, and everything is looked at anew", async () => {
    containers.set(ID, inspected(ID));
    const stream = await events();
    stream.resume();
    const broken = once(stream, 'error');
    containers.clear();
    containers.set(OTHER, inspected(OTHER, { Name: '/new' }));
    streams.at(-1)?.destroy();
    await broken;
    expect(await listed()).toEqual([OTHER]);
    expect((await read(`/containers/${ID}/json`)).status).toBe(404);
    expect(await nameOf(OTHER)).toBe('/new');
    expect(streams).toHaveLength(2);
  });

  it('engine that is away: 502, nothing from before', async () => {
    containers.set(ID, inspected(ID));
    const stream = await events();
    const broken = once(stream.resume(), 'error');
    await engine.close();
    await broken;
    expect(await read('/containers/json')).toMatchObject({ status: 502 });
    expect(await read(`/containers/${ID}/json`)).toMatchObject({ status: 502 });
    expect(await read('/events')).toMatchObject({ status: 502 });
  });

  it('look that fails: what is known ends with it', async () => {
    containers.set(ID, inspected(ID));
    const stream = await events();
    const broken = once(stream.resume(), 'error');
    inspect = (_, response) => response.destroy();
    emit(happened('rename'));
    await broken;
    inspect = (id, response) => response.end(JSON.stringify(inspected(id, { Name: '/after' })));
    expect(await nameOf()).toBe('/after');
  });
});
