import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CertificateAuthority } from '../../../tests/kit/src/certificates.js';
import { freePort } from '../../../tests/kit/src/free-port.js';
import { describeWith } from '../../../tests/kit/src/requirements.js';
import { Swarm, type SwarmNode } from '../../../tests/kit/src/swarm.js';
import { Traefik } from '../../../tests/kit/src/traefik.js';
import { until } from '../../../tests/kit/src/until.js';
import { mutualTlsWith } from '../../src/gateway/mutual-tls.js';
import { TraefikDoors } from '../../src/gateway/traefik/traefik-doors.js';
import { TraefikGateway } from '../../src/gateway/traefik/traefik-gateway.js';
import type { HttpServer } from '../../src/server/http-server.js';
import { ProbePass } from '../../src/signing/probe-pass.js';
import { ann, runningAt } from './ann.js';
import { program } from './callers.js';
import { frontOf } from './front.js';
import { TestAccess } from './test-access.js';

const HOST = 'spawner.test';
const NETWORK = 'bridge';
const NODE_IMAGE = process.env['TEST_NODE_IMAGE'] || 'node:24-bookworm-slim';
/** Answers with its headers and body, or with events; what comes on a socket goes back. */
const APPLICATION = `
require('node:http').createServer((request, response) => {
  if (request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\\n\\n');
    return;
  }
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => response.end(JSON.stringify({ url: request.url, body, headers: request.headers })));
}).on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
  socket.pipe(socket);
}).listen(8080);
`;
/** Traefik's binary runs on the network of a node. */
const needs = process.env['TRAEFIK_BIN'] ? ['swarm', 'traefik'] : ['swarm', 'TRAEFIK_BIN'];

describeWith(needs, 'service on one of three machines', () => {
  const access = new TestAccess();
  const traefiks = new Map<SwarmNode, Traefik>();
  let swarm: Swarm;
  let folder: string;
  let front: HttpServer;
  let gateway: TraefikGateway;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-nodes-'));
    const ca = await CertificateAuthority.create(join(folder, 'ca'));
    const tls = mutualTlsWith('traefik', await ca.issue('spawner', 'clientAuth'));
    const relay = { port: await freePort(), folder: await ca.issue('traefik', 'serverAuth') };
    swarm = await Swarm.start({ images: [NODE_IMAGE] });
    front = frontOf(() => gateway.entry);
    front.listen(0, swarm.host);
    await once(front, 'listening');
    const { port } = front.address() as AddressInfo;
    for (const node of swarm.nodes) {
      const { namespace, address: host, socket: engine } = node;
      const traefik = await Traefik.start({ namespace, host, engine, network: NETWORK, relay });
      await traefik.routeEverythingElse([HOST], port, swarm.host);
      traefiks.set(node, traefik);
    }
    const authAddress = `http://${swarm.host}:${String(port)}`;
    gateway = new TraefikGateway(
      { network: NETWORK, entryPoint: 'web', certResolver: null, authAddress },
      new TraefikDoors('http://unused.test', { port: relay.port, tls }),
      access.gatekeeper,
      access.addresses,
      access.handover,
      new ProbePass(access.signingKey),
    );
    const labels = Object.entries(gateway.labels(ann, { port: 8080, path: 'strip' }));
    // By its name, each node would ask a registry for it.
    const image = await swarm.manager.docker(['image', 'inspect', '--format', '{{.Id}}', NODE_IMAGE]);
    await swarm.manager.docker([
      ...['service', 'create', '--quiet', '--detach', '--name', 'ann-dev', '--no-resolve-image'],
      ...['--network', NETWORK, '--endpoint-mode', 'dnsrr', '--constraint', 'node.hostname==node-b'],
      ...labels.flatMap((label) => ['--container-label', label.join('=')]),
      ...['--entrypoint', 'node', image, '-e', APPLICATION],
    ]);
    await openOn('node-b');
  }, 240_000);

  afterAll(async () => {
    gateway.onApplicationShutdown();
    for (const traefik of traefiks.values()) await traefik.close();
    front.closeAllConnections();
    front.close();
    await swarm.close();
    await rm(folder, { recursive: true });
  }, 60_000);

  const openOn = async (name: string) => {
    const { address } = swarm.node(name);
    await gateway.open(
      ann,
      { ...runningAt(8080), node: { id: name, name, address } },
      { ready: { path: null, seconds: 60 }, signal: new AbortController().signal, onPhase: () => undefined },
    );
  };
  const to = (node: SwarmNode, path: string, headers: Record<string, string> = {}) => ({
    ...{ host: node.address, port: traefiks.get(node)?.port, path: `/ann-dev${path}`, agent: false as const },
    headers: { ...program, host: HOST, cookie: access.cookieOf(ann.userId), ...headers },
  });
  const ask = async (options: http.RequestOptions, body?: string) => {
    const request = http.request(options);
    request.end(body);
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, body: await text(answer) };
  };
  const everywhere = <T>(act: (node: SwarmNode) => Promise<T>): Promise<T[]> => Promise.all(swarm.nodes.map(act));
  const thrice = <T>(value: T): T[] => Array<T>(3).fill(value);

  it('visitor of any machine: page, upload, event stream and WebSocket come from the container', async () => {
    const forged = { 'x-forwarded-for': '6.6.6.6', 'x-spawner-sent': '' };
    const pages = await everywhere((node) => ask({ ...to(node, '/a?b', forged), method: 'PUT' }, 'upload'));
    expect(pages.map(({ status }) => status)).toEqual(thrice(200));
    const seen = pages.map(({ body }) => JSON.parse(body) as { url: string; body: string; headers: object });
    expect(seen.map(({ url, body }) => [url, body])).toEqual(thrice(['/a?b', 'upload']));
    expect(seen.map(({ headers }) => headers)).toMatchObject(
      thrice({ host: HOST, 'x-forwarded-for': swarm.host, 'x-real-ip': swarm.host, 'x-forwarded-proto': 'http' }),
    );
    const events = await everywhere(async (node) => {
      const request = http.get(to(node, '/events'));
      const [answer] = (await once(request, 'response')) as [IncomingMessage];
      answer.on('error', () => undefined);
      const [event] = (await once(answer, 'data')) as [Buffer];
      request.destroy();
      return event.toString();
    });
    expect(events).toEqual(thrice('data: 1\n\n'));
    const echoes = await everywhere(async (node) => {
      const websocket = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'k' };
      const [, socket] = (await once(http.get(to(node, '/ws', websocket)), 'upgrade')) as [IncomingMessage, Socket];
      socket.write('hello');
      const [echo] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return echo.toString();
    });
    expect(echoes).toEqual(thrice('hello'));
  });

  it('another user on any machine, with forged hosts and paths: refused', async () => {
    const asBob = { cookie: access.cookieOf(2) };
    for (const forged of [
      asBob,
      { ...asBob, 'x-forwarded-host': HOST, 'x-forwarded-uri': '/bob-dev/' },
      { ...asBob, 'x-spawner-probe': 'x' },
    ]) {
      expect((await everywhere((node) => ask(to(node, '/', forged)))).map(({ status }) => status)).toEqual(thrice(403));
    }
    const odd = await everywhere((node) => ask({ ...to(node, '/', asBob), path: '/bob-dev/..%2fann-dev/' }));
    expect(odd.map(({ body }) => body)).toEqual(thrice('framework'));
  });

  it('moved to another machine: visitors of all machines get there', async () => {
    const move = ['--constraint-rm', 'node.hostname==node-b', '--constraint-add', 'node.hostname==node-c'];
    await swarm.manager.docker(['service', 'update', '--quiet', '--detach', '--no-resolve-image', ...move, 'ann-dev']);
    await openOn('node-c');
    await until('the old container has no route', 60, async () => {
      const running = await swarm.node('node-b').docker(['ps', '--quiet']);
      return running === '';
    });
    expect((await everywhere((node) => ask(to(node, '/')))).map(({ status }) => status)).toEqual(thrice(200));
  }, 120_000);
});
