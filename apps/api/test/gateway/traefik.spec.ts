import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Traefik } from '../../../tests/kit/src/traefik.js';
import { AppError } from '../../src/errors/app-error.js';
import { TraefikDoors } from '../../src/gateway/traefik/traefik-doors.js';
import { TraefikGateway } from '../../src/gateway/traefik/traefik-gateway.js';
import { ProbePass } from '../../src/signing/probe-pass.js';
import { ann, runningAt } from './ann.js';
import { background, navigation, program } from './callers.js';
import { frontOf } from './front.js';
import { routesOf, SERVICE_FILE } from './routes-of-labels.js';
import { ask, type Asked, type AskOptions, listen, raw } from './sockets.js';
import { TestAccess } from './test-access.js';
import { withTraefik } from './with-traefik.js';

const HOST = 'spawner.test';

withTraefik(() => {
  describe('service behind Traefik', () => {
    let traefik: Traefik;
    let gateway: TraefikGateway;
    let service: Server;
    let servicePort: number;
    let front: Server;
    let seen: { method: string; url: string; body: string; headers: IncomingHttpHeaders }[];
    let wakes: number;
    const access = new TestAccess();
    const annsCookie = access.cookieOf(ann.userId);

    const get = (path: string, headers: Record<string, string>, options: AskOptions = {}): Promise<Asked> =>
      ask({ port: traefik.port, path, headers: { host: HOST, ...withCookie(headers) }, ...options });
    /** Adds the cookie of the owner. */
    const withCookie = ({ cookie, ...headers }: Record<string, string>) => ({
      ...headers,
      cookie: cookie ? `${annsCookie}; ${cookie}` : annsCookie,
    });
    const open = () => {
      const signal = new AbortController().signal;
      return gateway.open(ann, runningAt(servicePort), {
        ready: { path: null, seconds: 20 },
        signal,
        onPhase: () => undefined,
      });
    };
    const launch = async () => {
      await traefik.write(SERVICE_FILE, routesOf(gateway.labels(ann, { port: 8080, path: 'strip' }), servicePort));
      await open();
    };
    const stop = async () => {
      await traefik.remove(SERVICE_FILE);
      while (await gateway.answers(ann));
      gateway.rest(ann);
    };

    beforeEach(async () => {
      seen = [];
      wakes = 0;
      service = http.createServer((request, response) => {
        let body = '';
        request
          .on('data', (bytes: Buffer) => (body += bytes.toString()))
          .on('end', () => {
            const { method = '', url = '', headers } = request;
            if (headers['user-agent'] !== 'Spawner-Probe') seen.push({ method, url, body, headers });
            response.end('service');
          });
      });
      servicePort = await listen(service);
      front = frontOf(() => gateway.entry);
      const authAddress = `http://127.0.0.1:${await listen(front)}`;
      traefik = await Traefik.start();
      gateway = new TraefikGateway(
        {
          network: 'n',
          entryPoint: 'web',
          certResolver: null,
          authAddress,
        },
        new TraefikDoors(`http://127.0.0.1:${traefik.port}`, null),
        access.gatekeeper,
        access.addresses,
        access.handover,
        new ProbePass(access.signingKey),
      );
      await traefik.routeEverythingElse([HOST], Number(new URL(authAddress).port));
      await launch();
    });

    afterEach(async () => {
      await traefik.close();
      for (const server of [front, service]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    });

    it('request: reaches the service without the prefix and without cookies of the platform', async () => {
      await get('/ann-dev/a?b=c', { ...program, cookie: 'spawner_access=secret; theirs=1' });
      await get('/ann-dev/', { ...program, cookie: 'spawner_access=secret' });
      expect(seen.map(({ url, headers }) => [url, headers.cookie])).toEqual([
        ['/a?b=c', 'theirs=1'],
        ['/', undefined],
      ]);
    });

    it('navigation and program: counted as use; repeated poll: not', async () => {
      gateway.takeUses();
      const used: boolean[] = [];
      for (const headers of [navigation, background, background, program]) {
        expect((await get('/ann-dev/poll', headers)).status).toBe(200);
        used.push(gateway.takeUses().length > 0);
      }
      expect(used).toEqual([true, true, false, true]);
    });

    it('paused service: requests are held, one wake for all', async () => {
      gateway.rest(ann);
      gateway.wakeWith(async () => {
        wakes += 1;
        gateway.serve(ann, runningAt(servicePort));
      });
      const answers = ['one', 'two'].map((body) => get('/ann-dev/', program, { method: 'POST', body }));
      for (const answer of answers) expect((await answer).body).toBe('service');
      expect([seen.map(({ body }) => body).sort(), wakes]).toEqual([['one', 'two'], 1]);
    });

    it('resting service: poll and WebSocket of a page get 503, a navigation gets the waiting page', async () => {
      await get('/ann-dev/poll', background);
      gateway.rest(ann);
      gateway.wakeWith(() => {
        wakes += 1;
        return new Promise(() => undefined);
      });
      const poll = await get('/ann-dev/poll', background);
      expect([poll.status, poll.headers['retry-after'], poll.body]).toEqual([
        503,
        '60',
        expect.stringContaining('service_asleep'),
      ]);
      const socket = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': 'k',
        origin: `http://${HOST}`,
      };
      expect((await get('/ann-dev/ws', socket)).status).toBe(503);
      expect(wakes).toBe(0);
      const page = await get('/ann-dev/', navigation);
      expect([page.status, page.headers['content-type'], wakes]).toEqual([503, 'text/html; charset=utf-8', 1]);
      expect(seen.map(({ url }) => url)).toEqual(['/poll']);
    });

    it('stopped service: a request wakes it and is answered by it', async () => {
      await stop();
      gateway.wakeWith(async () => {
        wakes += 1;
        await launch();
      });
      const answer = await get('/ann-dev/a?b', program, { method: 'PUT', body: 'held' });
      expect([answer.status, answer.body, wakes]).toEqual([200, 'service', 1]);
      expect(seen).toMatchObject([{ method: 'PUT', url: '/a?b', body: 'held', headers: { host: HOST } }]);
    });

    it('stopped service, WebSocket of a program: wakes it and is passed on', async () => {
      service.on('upgrade', (request, socket: Socket) => {
        socket.end(
          `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${request.url ?? ''}`,
        );
      });
      await stop();
      gateway.wakeWith(launch);
      const socket = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n';
      expect(
        await raw(traefik.port, `GET /ann-dev/ws HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${annsCookie}\r\n${socket}\r\n`),
      ).toMatch(/^HTTP\/1.1 101 [^]*\/ws$/);
    });

    it('failed wake: the answer names the reason', async () => {
      await stop();
      gateway.wakeWith(() => Promise.reject(new AppError('image_missing', { image: 'x' })));
      expect((await get('/ann-dev/', program)).body).toContain('image_missing');
    });

    it('probe of the platform: no wake, no use', async () => {
      gateway.wakeWith(async () => {
        wakes += 1;
      });
      await stop();
      expect([await gateway.answers(ann), wakes, gateway.takeUses().length]).toEqual([false, 0, 0]);
    });

    it('forged forward-auth call from outside: not a use', async () => {
      gateway.rest(ann);
      gateway.takeUses();
      const forged = { ...program, 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/ann-dev/' };
      const answer = await get('/api/gateway/visit/1/ann-dev/plain', forged);
      expect([answer.body, gateway.takeUses()]).toEqual(['framework', []]);
    });
  });
});
