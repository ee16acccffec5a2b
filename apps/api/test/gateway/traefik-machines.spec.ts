import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CertificateAuthority } from '../../../tests/kit/src/certificates.js';
import { freePort } from '../../../tests/kit/src/free-port.js';
import { Traefik } from '../../../tests/kit/src/traefik.js';
import { until } from '../../../tests/kit/src/until.js';
import { AppError } from '../../src/errors/app-error.js';
import { type MutualTls, mutualTlsWith } from '../../src/gateway/mutual-tls.js';
import { TraefikDoors } from '../../src/gateway/traefik/traefik-doors.js';
import { TraefikGateway } from '../../src/gateway/traefik/traefik-gateway.js';
import type { Instance } from '../../src/runtime/container-runtime.js';
import { ProbePass } from '../../src/signing/probe-pass.js';
import { ann, runningAt } from './ann.js';
import { navigation, program } from './callers.js';
import { frontOf } from './front.js';
import { routesOf, SERVICE_FILE } from './routes-of-labels.js';
import { ask, type Asked, type AskOptions, listen } from './sockets.js';
import { TestAccess } from './test-access.js';
import { withTraefik } from './with-traefik.js';

const HOST = 'spawner.test';
/** Addresses of two machines and of a visitor. */
const [HERE, THERE, VISITOR] = ['127.0.0.2', '127.0.0.3', '127.0.0.9'] as const;

withTraefik(() => {
  describe('request that lands on a machine without the container', () => {
    const access = new TestAccess();
    let folder: string;
    let relayPort: number;
    let tls: MutualTls;
    let foreign: MutualTls;
    let machines: Record<typeof HERE | typeof THERE, Traefik>;
    let gateway: TraefikGateway;
    let front: Server;
    /** Requests that came to Spawner, without the access checks. */
    let came: string[] = [];
    let service: Server;
    let servicePort: number;
    let seen: { url: string; headers: IncomingMessage['headers'] }[];
    let serve: (request: IncomingMessage, response: ServerResponse) => void;

    const runningOn = (address: string): Instance => ({
      ...runningAt(servicePort),
      node: { id: address, name: address, address },
    });
    const routeOn = (address: typeof HERE | typeof THERE) =>
      machines[address].write(SERVICE_FILE, routesOf(gateway.labels(ann, { port: 8080, path: 'strip' }), servicePort));
    const open = async (address: typeof HERE | typeof THERE) => {
      await routeOn(address);
      await gateway.open(ann, runningOn(address), {
        ready: { path: null, seconds: 20 },
        signal: new AbortController().signal,
        onPhase: () => undefined,
      });
    };
    /** From the visitor's own address, to the machine that does not have the container. */
    const to = (path: string, headers: Record<string, string>) => ({
      ...{ host: HERE, port: machines[HERE].port, localAddress: VISITOR, agent: false as const, path },
      headers: { host: HOST, cookie: `${access.cookieOf(ann.userId)}; theirs=1`, ...headers },
    });
    const askAt = (host: typeof HERE | typeof THERE, path: string, headers: Record<string, string>) =>
      ask({ ...to(path, headers), host, port: machines[host].port });
    const askHere = (
      path: string,
      headers: Record<string, string> = program,
      options: AskOptions = {},
    ): Promise<Asked> => ask({ ...to(path, headers), ...options });

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'spawner-relay-'));
      const [ca, otherCa] = [
        await CertificateAuthority.create(join(folder, 'ours')),
        await CertificateAuthority.create(join(folder, 'other')),
      ];
      const [own, others] = [await ca.issue('spawner', 'clientAuth'), await otherCa.issue('spawner', 'clientAuth')];
      tls = mutualTlsWith('traefik', own);
      // It knows ours, but shows one of its own.
      await copyFile(join(own, 'ca.pem'), join(others, 'ca.pem'));
      foreign = mutualTlsWith('traefik', others);
      relayPort = await freePort();
      const relay = { port: relayPort, folder: await ca.issue('traefik', 'serverAuth') };
      const [here, there] = await Promise.all([HERE, THERE].map((host) => Traefik.start({ host, relay })));
      if (!here || !there) throw new Error('no Traefik');
      machines = { [HERE]: here, [THERE]: there };
      service = http.createServer((request, response) => {
        if (request.headers['user-agent'] !== 'Spawner-Probe')
          seen.push({ url: request.url ?? '', headers: request.headers });
        serve(request, response);
      });
      servicePort = await listen(service);
      front = frontOf(() => gateway.entry);
      front.on('request', ({ url = '' }) => {
        if (!url.startsWith('/api/gateway/')) came.push(url);
      });
      const frontPort = await listen(front);
      gateway = new TraefikGateway(
        { network: 'n', entryPoint: 'web', certResolver: null, authAddress: `http://127.0.0.1:${String(frontPort)}` },
        new TraefikDoors(`http://${HERE}:${String(here.port)}`, { port: relayPort, tls }),
        access.gatekeeper,
        access.addresses,
        access.handover,
        new ProbePass(access.signingKey),
      );
      for (const traefik of [here, there]) await traefik.routeEverythingElse([HOST], frontPort);
      for (const host of [HERE, THERE] as const) {
        await until(
          'its Traefik has the route to Spawner',
          10,
          async () => (await askAt(host, '/', {})).body === 'framework',
        );
      }
    });

    beforeEach(async () => {
      serve = (_request, response) => response.end('service');
      await open(THERE);
      [seen, came] = [[], []];
    });

    afterAll(async () => {
      gateway.onApplicationShutdown();
      for (const traefik of Object.values(machines)) await traefik.close();
      for (const server of [front, service]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
      await rm(folder, { recursive: true });
    });

    it('is answered by the container, which sees the same as from its own machine', async () => {
      const sent = {
        ...program,
        'x-forwarded-for': '6.6.6.6',
        'x-real-ip': '6.6.6.6',
        'x-spawner-user': '7',
        forwarded: 'for=6.6.6.6',
      };
      const path = '/ann-dev/a?b=c';
      const answers = [await askAt(THERE, path, sent), await askAt(HERE, path, sent)];
      expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(2).fill([200, 'service']));
      const [own, relayed] = seen.map(({ url, headers }) => ({ ...headers, url }));
      expect(relayed).toEqual(own);
      expect(own).toMatchObject({
        url: '/a?b=c',
        cookie: 'theirs=1',
        'x-forwarded-for': VISITOR,
        'x-real-ip': VISITOR,
      });
      expect(came).toEqual([path]);
    });

    it('and may not enter: refused, whatever host and path say', async () => {
      const asBob = { ...program, cookie: access.cookieOf(2) };
      const tries = [
        askHere('/ann-dev/', asBob),
        askHere('/ann-dev/', { ...program, cookie: '' }),
        askHere('//ann-dev/', asBob),
        askHere('/bob-dev/../ann-dev/', asBob),
        askHere('/ann-dev/', { ...asBob, 'x-forwarded-host': 'other.test', 'x-forwarded-uri': '/bob-dev/' }),
        askHere('/ann-dev/', { ...asBob, 'x-spawner-sent': '-1' }),
        askHere('/ann-dev/', { ...asBob, 'x-spawner-probe': 'forged' }),
        askHere('/ann-dev/', { ...asBob, 'x-spawner-admitted': '1/ann-dev', 'x-spawner-sent': '1' }),
        askAt(THERE, '/ann-dev/', { ...asBob, 'x-spawner-admitted': '1/ann-dev' }),
      ];
      const answers = await Promise.all(tries);
      expect(answers.map(({ status }) => status)).toEqual([403, 401, 403, 403, 403, 403, 403, 403, 403]);
      expect((await askHere('/ann-dev/', { ...navigation, cookie: '' })).headers.location).toContain('/login');
      expect(seen).toEqual([]);
    });

    it('container of another user at the address of the own one: not served', async () => {
      const of = { ...ann, userId: 2 };
      await machines[THERE].write(
        SERVICE_FILE,
        routesOf(gateway.labels(of, { port: 8080, path: 'strip' }), servicePort),
      );
      await until('the route has changed', 10, async () => (await askHere('/ann-dev/', program)).status !== 200);
      expect([(await askHere('/ann-dev/', program)).status, (await askAt(THERE, '/ann-dev/', program)).status]).toEqual(
        [502, 403],
      );
    });

    it('WebSocket: data goes both ways', async () => {
      service.once('upgrade', (request: IncomingMessage, socket) => {
        seen.push({ url: request.url ?? '', headers: request.headers });
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        socket.pipe(socket);
      });
      const websocket = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': 'k',
        'sec-websocket-version': '13',
      };
      const request = http.get(to('/ann-dev/ws', { ...program, ...websocket }));
      const [, socket] = (await once(request, 'upgrade')) as [IncomingMessage, Socket];
      socket.write('hello');
      const [echo] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      expect([String(echo), seen[0]?.url, seen[0]?.headers['x-forwarded-for']]).toEqual(['hello', '/ws', VISITOR]);
    });

    it('event stream: each event comes when it is sent; the end of the visit reaches the application', async () => {
      const streams: ServerResponse[] = [];
      serve = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
        streams.push(response);
      };
      const request = http.get(to('/ann-dev/events', program));
      const [answer] = (await once(request, 'response')) as [IncomingMessage];
      const events: string[] = [];
      answer.on('data', (chunk: Buffer) => events.push(chunk.toString()));
      answer.on('error', () => undefined);
      await once(answer, 'data');
      streams[0]?.write('data: 2\n\n');
      await once(answer, 'data');
      expect(events).toEqual(['data: 1\n\n', 'data: 2\n\n']);
      const closed = once(streams[0] as ServerResponse, 'close');
      request.destroy();
      await closed;
    });

    it('upload: reaches the application while it is sent', async () => {
      const parts: string[] = [];
      serve = (request, response) => {
        request.on('data', (chunk: Buffer) => {
          parts.push(chunk.toString());
          if (parts.length === 1) service.emit('first part');
        });
        request.on('end', () => response.end(parts.join('')));
      };
      const request = http.request({ ...to('/ann-dev/upload', program), method: 'PUT' });
      request.write('first');
      await once(service, 'first part');
      request.end(' second');
      const [answer] = (await once(request, 'response')) as [IncomingMessage];
      const [body] = (await once(answer, 'data')) as [Buffer];
      expect([answer.statusCode, String(body)]).toEqual([200, 'first second']);
    });

    it('container that has moved: the next request goes to its new machine; without a route there 502, after a second try', async () => {
      await machines[THERE].remove(SERVICE_FILE);
      while (await gateway.answers(ann));
      came = [];
      const lost = await askHere('/ann-dev/', program);
      expect([lost.status, lost.body, came.length]).toEqual([502, expect.stringContaining('service_unavailable'), 3]);
      await open(HERE);
      came = [];
      expect([(await askHere('/ann-dev/', program)).status, came]).toEqual([200, []]);
      const back = await askAt(THERE, '/ann-dev/', program);
      expect([back.status, came]).toEqual([200, ['/ann-dev/']]);
      await machines[HERE].remove(SERVICE_FILE);
    });

    it('stopped container: woken, wherever it is then', async () => {
      await machines[THERE].remove(SERVICE_FILE);
      while (await gateway.answers(ann));
      gateway.rest(ann);
      gateway.wakeWith(() => open(THERE));
      const answer = await askHere('/ann-dev/a', program, { method: 'PUT', body: 'held' });
      expect([answer.status, answer.body, seen.length]).toEqual([200, 'service', 1]);
    });

    it('stopped container whose machine is away: the page names the machine', async () => {
      await machines[THERE].remove(SERVICE_FILE);
      while (await gateway.answers(ann));
      gateway.rest(ann);
      gateway.wakeWith(() => Promise.reject(new AppError('machine_away', { machine: 'server-b' })));
      const page = await askHere('/ann-dev/', navigation);
      expect([page.status, page.body]).toEqual([503, expect.stringContaining('server-b')]);
    });

    it('container that waits for its machine: the page names the machine, to those who may enter', async () => {
      await machines[THERE].remove(SERVICE_FILE);
      while (await gateway.answers(ann));
      gateway.lose(ann, 'server-b');
      const page = await askHere('/ann-dev/', navigation);
      expect([page.status, page.body]).toEqual([503, expect.stringContaining('server-b')]);
      expect((await askHere('/ann-dev/', { ...navigation, cookie: access.cookieOf(2) })).status).toBe(403);
      await open(THERE);
      expect((await askHere('/ann-dev/', navigation)).status).toBe(200);
    });

    it('port between machines: closed without a certificate of the cluster, whatever name is called', async () => {
      const connected = (options: object): Promise<boolean> =>
        new Promise((resolve) => {
          // With TLS 1.3 the client's own handshake ends before the server has seen its certificate.
          const socket = connect({ host: THERE, port: relayPort, rejectUnauthorized: false, ...options }, () =>
            socket.write(`GET /ann-dev/ HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`),
          );
          socket.once('data', () => {
            resolve(true);
            socket.destroy();
          });
          for (const event of ['error', 'end'] as const) socket.once(event, () => resolve(false));
        });
      const tries = [{}, foreign, { servername: HOST }, { servername: '' }, tls];
      expect(await Promise.all(tries.map(connected))).toEqual([false, false, false, false, true]);
    });
  });
});
