import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenGateway } from './access-scenarios.js';
import { ann } from './ann.js';
import { background, navigation, program } from './callers.js';
import { ask, type Asked, type AskOptions, askUpgrade } from './sockets.js';
import type { TestGateway } from './test-gateway.js';

/** The address of a service without the slash at its end, from which relative links would leave the service. */
export function pageBaseScenarios(open: OpenGateway): void {
  describe.each([
    ['path', 'spawner.test'],
    ['host', 'apps.test'],
  ] as const)('ROUTING=%s', (routing, serviceHost) => {
    let subject: TestGateway;
    let seen: string[];

    beforeEach(async () => {
      seen = [];
      subject = await open(
        (request, response) => {
          if (request.headers['user-agent'] !== 'Spawner-Probe') seen.push(`${request.method} ${request.url}`);
          response.end('service');
        },
        { routing },
      );
      subject.service.on('upgrade', (_request, socket: Socket) => {
        socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      });
    });
    afterEach(async () => {
      await subject.close();
    });

    const at = (path: string, headers: Record<string, string>, options: AskOptions = {}): Promise<Asked> =>
      ask({ port: subject.port, path, headers: { host: serviceHost, ...headers }, ...options });
    const atByAnn = (path: string, headers: Record<string, string>, options: AskOptions = {}): Promise<Asked> =>
      at(path, { cookie: subject.annsCookie, ...headers }, options);
    /** As a browser follows it. */
    const placeOf = ({ headers }: Asked, from: string): string =>
      new URL(headers.location ?? 'none:', `http://${serviceHost}${from}`).href;

    it('address without the slash: redirect to the address with it, query kept, no use', async () => {
      const requests = [
        ['HEAD', 301, background],
        ['GET', 301, navigation],
        ['GET', 301, program],
        ['POST', 308, navigation],
        ['PUT', 308, program],
        ['DELETE', 308, background],
      ] as const;
      subject.gateway.takeUses();
      for (const [method, status, headers] of requests) {
        for (const query of ['', '?', '?a=b&to=/c%2Fd//?e']) {
          const answer = await atByAnn(`/ann-dev${query}`, headers, { method });
          expect([answer.status, answer.headers['cache-control']]).toEqual([status, 'no-store']);
          expect(placeOf(answer, `/ann-dev${query}`)).toBe(`http://${serviceHost}/ann-dev/${query}`);
        }
        expect([seen.splice(0), subject.uses]).toEqual([[], 0]);
        expect((await atByAnn('/ann-dev/?a=b', headers, { method })).status).toBe(200);
        expect([seen.splice(0), subject.uses]).toEqual([[`${method} /?a=b`], 1]);
      }
    });

    it('address below the service, or with the slash: no redirect', async () => {
      for (const path of ['/ann-dev/', '/ann-dev/a', '/ann-dev/a?b', '/ann-dev/?']) {
        expect((await atByAnn(path, program)).body).toBe('service');
      }
    });

    it('visitor without a login, another user: no redirect', async () => {
      const others = subject.access.cookieOf(2);
      expect((await at('/ann-dev', program)).status).toBe(401);
      expect((await at('/ann-dev', { ...program, cookie: others })).status).toBe(403);
      const away = await at('/ann-dev', navigation);
      expect([away.status, away.headers.location]).toEqual([303, expect.stringMatching(/\/(login|enter)\?/)]);
    });

    it('WebSocket: no redirect, which no browser follows', async () => {
      const headers = { host: serviceHost, cookie: subject.annsCookie };
      expect((await askUpgrade({ port: subject.port, path: '/ann-dev', headers })).status).toBe(101);
    });

    it('service that rests: redirected at once, and woken by the request that follows', async () => {
      let wakes = 0;
      subject.gateway.rest(ann);
      subject.gateway.wakeWith(() => {
        wakes += 1;
        return new Promise(() => undefined);
      });
      expect([(await atByAnn('/ann-dev', navigation)).status, wakes]).toEqual([301, 0]);
      expect([(await atByAnn('/ann-dev/', navigation)).status, wakes]).toEqual([503, 1]);
    });
  });
}
