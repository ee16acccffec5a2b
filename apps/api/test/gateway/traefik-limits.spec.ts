import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isWhole } from '../../../tests/kit/src/whole.js';
import { raw } from './sockets.js';
import { TraefikTestGateway } from './traefik-test-gateway.js';
import { withTraefik } from './with-traefik.js';

interface EntryPoint {
  readonly name: string;
  readonly transport: { readonly respondingTimeouts: Readonly<Record<string, string>> };
}

/** Longer than a body may take by Traefik's own default. */
const SLOW_SECONDS = 61;

withTraefik(() => {
  describe('limits of docs/operating.md behind Traefik as docker-compose.yml starts it', () => {
    let subject: TraefikTestGateway;

    beforeAll(async () => {
      subject = await TraefikTestGateway.open((request, response) => {
        void text(request).then((body) => response.end(`service got ${body.length} bytes`));
      });
    });
    afterAll(async () => {
      await subject.close();
    });

    const get = (target: string, headers = ''): Promise<string> => {
      const own = `host: ${subject.host}\r\ncookie: ${subject.annsCookie}\r\nconnection: close\r\n`;
      return raw(subject.port, `GET ${target} HTTP/1.1\r\n${own}${headers}\r\n`);
    };
    /** So many headers with those that `get` sends itself. */
    const headers = (count: number): string =>
      Array.from({ length: count - 3 }, (_, at) => `x-${String(at)}: 1\r\n`).join('');

    it('host without a certificate: one from the file, because a new key at every change of routes takes long', async () => {
      const socket = connect({ port: subject.traefik.tlsPort, rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      expect(socket.getPeerCertificate().subject.CN).toBe('default.invalid');
      socket.destroy();
    });

    const served = { '/ann-dev/': /^HTTP\/1\.1 200 [^]*service got/, '/': /framework/ };

    it.each(Object.entries(served))(
      '%s: address of 8,192 characters is served, a longer one gets 414',
      async (at, as) => {
        expect(await get(at.padEnd(8192, 'a'))).toMatch(as);
        expect(await get(at.padEnd(8193, 'a'))).toMatch(/^HTTP\/1\.1 414 [^]*"code":"address_too_long"/);
      },
    );

    it.each(Object.entries(served))('%s: 100 headers are served, more get 431', async (at, as) => {
      expect(await get(at, headers(100))).toMatch(as);
      expect(await get(at, headers(101))).toMatch(/^HTTP\/1\.1 431 [^]*"code":"headers_too_large"/);
    });

    it.each(Object.entries(served))('%s: 16 KiB of headers are served, more get 431', async (at, as) => {
      expect(await get(at, `x-long: ${'a'.repeat(16_000)}\r\n`)).toMatch(as);
      expect(await get(at.padEnd(8192, 'a'), `x-long: ${'a'.repeat(7800)}\r\n`)).toMatch(as);
      for (const bytes of [18_000, 70_000]) {
        expect(await get(at, `x-long: ${'a'.repeat(bytes)}\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
      }
    });

    it('request to a service: may take hours, as Traefik reads its arguments', async () => {
      const answer = await fetch(`http://127.0.0.1:${subject.traefik.apiPort}/api/entrypoints`);
      const public_ = ((await answer.json()) as EntryPoint[]).filter(({ name }) => name !== 'traefik');
      expect(public_.map(({ name, transport }) => [name, transport.respondingTimeouts])).toEqual(
        ['web', 'websecure'].map((name) => [name, { readTimeout: '12h0m0s', idleTimeout: '3m0s' }]),
      );
    });

    (isWhole() ? it : it.skip)(
      `upload to a service that takes ${SLOW_SECONDS} s: arrives`,
      async () => {
        const upload = http.request({
          port: subject.port,
          path: '/ann-dev/',
          method: 'PUT',
          agent: false,
          headers: { host: subject.host, cookie: subject.annsCookie, 'content-length': SLOW_SECONDS },
        });
        const answered = once(upload, 'response') as Promise<[IncomingMessage]>;
        for (let second = 0; second < SLOW_SECONDS; second += 1) {
          upload.write('a');
          await Promise.race([delay(1000), answered]);
        }
        const [answer] = await answered;
        expect([answer.statusCode, await text(answer)]).toEqual([200, `service got ${SLOW_SECONDS} bytes`]);
      },
      2 * SLOW_SECONDS * 1000,
    );
  });
});
