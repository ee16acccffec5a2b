import { once } from 'node:events';
import type { Server } from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EmbeddedGateway } from '../../src/gateway/embedded/embedded-gateway.js';
import type { HttpEntry } from '../../src/gateway/http-entry.js';
import { TraefikDoors } from '../../src/gateway/traefik/traefik-doors.js';
import { TraefikGateway } from '../../src/gateway/traefik/traefik-gateway.js';
import { HttpServer } from '../../src/server/http-server.js';
import { ProbePass } from '../../src/signing/probe-pass.js';
import { ann, runningAt } from './ann.js';
import { hostileAnswer } from './hostile-answers.js';
import { RawApplication } from './raw-application.js';
import { SilentAddress } from './silent-address.js';
import { listen, raw } from './sockets.js';
import { TestAccess } from './test-access.js';

const access = new TestAccess();

function embedded(port: number): { entry: HttpEntry } {
  const gateway = new EmbeddedGateway(() => false, access.gatekeeper, access.addresses, access.handover);
  gateway.serve(ann, runningAt(port));
  return gateway;
}

/** The service rests, so the gateway sends every request through Traefik; the application replaces both. */
function traefik(port: number): { entry: HttpEntry } {
  const gateway = new TraefikGateway(
    { network: 'n', entryPoint: 'web', certResolver: null, authAddress: '' },
    new TraefikDoors(`http://127.0.0.1:${String(port)}`, null),
    access.gatekeeper,
    access.addresses,
    access.handover,
    new ProbePass(access.signingKey),
  );
  gateway.rest(ann);
  gateway.wakeWith(() => Promise.resolve());
  return gateway;
}

const PLAIN = 'Connection: close\r\n';
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

describe.each([
  ['embedded gateway', embedded],
  ['gateway over Traefik, service is woken', traefik],
])('%s: answer of an application', (_name, gatewayTo) => {
  let application: RawApplication;
  let server: Server;
  let port: number;

  beforeEach(async () => {
    application = await RawApplication.listen();
    const gateway = gatewayTo(application.port);
    server = new HttpServer(
      () => gateway.entry,
      (_request, response) => response.end('framework'),
    );
    port = await listen(server);
  });

  afterEach(async () => {
    await application.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const requestFor = (headers: string, line = 'GET /ann-dev/ HTTP/1.1'): string =>
    `${line}\r\nHost: spawner.test\r\nCookie: ${access.cookieOf(ann.userId)}\r\n${headers}\r\n`;
  /** All bytes that the visitor gets until the connection is closed or cut. */
  const send = async (request: string): Promise<string> => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(request, 'latin1'));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    return Buffer.concat(chunks).toString('latin1');
  };
  const answerOf = (answer: string, headers = PLAIN, line?: string): Promise<string> => {
    application.answer = Buffer.from(answer, 'latin1');
    return send(requestFor(headers, line));
  };

  it.each([
    ['a request', PLAIN],
    ['an upgrade', UPGRADE],
  ])(
    'arbitrary bytes to %s: visitor gets an answer or is cut off, the next request is served',
    async (_what, headers) => {
      const line = fc.constantFrom('GET /ann-dev/ HTTP/1.1', 'HEAD /ann-dev/ HTTP/1.1', 'GET /ann-dev/ HTTP/1.0');
      await fc.assert(
        fc.asyncProperty(hostileAnswer, line, async (answer, requestLine) => {
          application.answer = answer;
          expect(await send(requestFor(headers, headers === PLAIN ? requestLine : undefined))).toMatch(
            /^(HTTP\/1\.1 (101|[2-9]\d\d) |$)/,
          );
          await application.disconnected();
          expect(await answerOf('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nserved')).toMatch(/served$/);
          await application.disconnected();
        }),
        { numRuns: 100 },
      );
    },
  );

  it('Trailer header without chunks: answer is passed on without it', async () => {
    const answer = await answerOf('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTrailer: x\r\n\r\nok');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nok$/s);
    expect(answer).not.toMatch(/trailer/i);
  });

  it('trailers of a chunked answer: passed on, except those that are allowed in the head only', async () => {
    const trailers = 'Checksum: 1\r\nSet-Cookie: a=1\r\nClear-Site-Data: "*"\r\n';
    const chunked = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Checksum\r\n\r\n2\r\nok\r\n0\r\n`;
    const answer = await answerOf(`${chunked}${trailers}\r\n`);
    expect(answer).toMatch(/\r\ntrailer: checksum\r\n/i);
    expect(answer).toMatch(/\r\n\r\n2\r\nok\r\n0\r\nchecksum: 1\r\n\r\n$/);
  });

  it.each([
    ['HTTP/1.0', 'GET /ann-dev/ HTTP/1.0', /\r\n\r\nok$/],
    ['HEAD', 'HEAD /ann-dev/ HTTP/1.1', /\r\n\r\n$/],
  ])('trailers of a chunked answer to %s: dropped', async (_what, line, end) => {
    const chunked = 'Transfer-Encoding: chunked\r\nTrailer: Checksum\r\n\r\n2\r\nok\r\n0\r\nChecksum: 1\r\n\r\n';
    const answer = await answerOf(`HTTP/1.1 200 OK\r\n${chunked}`, PLAIN, line);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(end);
    expect(answer).not.toMatch(/checksum/i);
  });

  const unusable = [
    ['status 099', 'HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['reason with a control character', 'HTTP/1.1 200 a\x01b\r\nContent-Length: 2\r\n\r\nok'],
    ['status 204, reason with a control character', 'HTTP/1.1 204 a\x01b\r\n\r\n'],
    ['status 101 without an upgrade', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['no bytes', ''],
  ] as const;
  const PROBLEM = /^HTTP\/1\.1 502 .*"code":"service_unavailable"/s;

  it.each(unusable)('%s: visitor gets a 502 problem', async (_what, answer) => {
    expect(await answerOf(answer)).toMatch(PROBLEM);
  });

  it.each(unusable)('%s to an upgrade: visitor gets a 502 problem', async (_what, answer) => {
    expect(await answerOf(answer, UPGRADE)).toMatch(PROBLEM);
  });

  it.each([
    ['a request', PLAIN],
    ['a request that expects 100 Continue', `${PLAIN}Expect: 100-continue\r\n`],
  ])('upgrade that %s does not want: visitor gets a 502 problem', async (_what, headers) => {
    application.holdsOpen = true;
    const answer = await answerOf('HTTP/1.1 101 a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', headers);
    expect(answer.replace('HTTP/1.1 100 Continue\r\n\r\n', '')).toMatch(PROBLEM);
  });

  it('application that is not there: request and upgrade get a 502 problem', async () => {
    await application.close();
    for (const headers of [PLAIN, UPGRADE]) expect(await send(requestFor(headers))).toMatch(PROBLEM);
  });

  it('address at which nobody answers: request and upgrade get a 502 problem', async () => {
    const silent = await SilentAddress.open();
    const gateway = gatewayTo(silent.port);
    const other = new HttpServer(
      () => gateway.entry,
      (_request, response) => response.end('framework'),
    );
    const at = await listen(other);
    try {
      const answers = await Promise.all([PLAIN, UPGRADE].map((headers) => raw(at, requestFor(headers))));
      for (const answer of answers) expect(answer).toMatch(PROBLEM);
    } finally {
      other.closeAllConnections();
      other.close();
      silent.close();
    }
  });

  it.each([
    ['with its length', 'Content-Length: 2\r\n\r\nno'],
    ['in chunks', 'Transfer-Encoding: chunked\r\nTrailer: x\r\n\r\n2\r\nno\r\n0\r\nx: 1\r\n\r\n'],
    ['until the end', '\r\nno'],
  ])('upgrade refused %s: visitor gets the refusal, and the connection is closed', async (_what, rest) => {
    application.holdsOpen = rest.includes(':');
    const answer = await answerOf(`HTTP/1.1 403 Forbidden\r\nX-Why: w\r\n${rest}`, UPGRADE);
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n.*x-why: w\r\n.*\r\n\r\n(2\r\n)?no/is);
  });

  it('WebSocket: frame in one packet with the head arrives', async () => {
    const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    const answer = await answerOf(
      `${upgraded}Sec-WebSocket-Accept: a\r\nSec-WebSocket-Protocol: p\r\n\r\nframe`,
      UPGRADE,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n.*sec-websocket-accept: a\r\n.*\r\n\r\nframe$/is);
    for (const header of [/\r\nconnection: upgrade\r\n/i, /\r\nupgrade: websocket\r\n/i])
      expect(answer).toMatch(header);
  });

  it.each([
    ['request', PLAIN],
    ['upgrade', UPGRADE],
  ])('%s by HTTP/1.0 without a Host header: visitor gets an answer', async (_what, headers) => {
    application.answer = Buffer.from('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno');
    const request = requestFor(headers, 'GET /ann-dev/ HTTP/1.0').replace('Host: spawner.test\r\n', '');
    expect(await send(request)).toMatch(/^HTTP\/1\.1 403 .*no$/s);
  });

  it('answer before the whole body has come: arrives, and the next request on the connection is served', async () => {
    application.answer = Buffer.from(
      'HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmuch',
    );
    const body = 'x'.repeat(4_000_000);
    const upload = requestFor(`Content-Length: ${String(body.length)}\r\n`, 'PUT /ann-dev/ HTTP/1.1') + body;
    const next = 'GET / HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n';
    expect(await send(upload + next)).toMatch(/^HTTP\/1\.1 413 [^]*muchHTTP\/1\.1 200 OK[^]*framework$/);
  });

  it('hints without end to a visitor who does not read: not kept in memory', async () => {
    const [hint, count] = [`HTTP/1.1 103 Early Hints\r\nLink: </${'a'.repeat(4000)}>; rel=preload\r\n\r\n`, 20_000];
    application.answer = Buffer.from(`${hint.repeat(count)}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`);
    const answered = application.hasAnswered();
    const visitor = net.connect(port, '127.0.0.1');
    visitor.write(requestFor(PLAIN));
    await answered;
    const received = await text(visitor);
    expect(received).toMatch(/^HTTP\/1\.1 103 [^]*HTTP\/1\.1 200 OK\r\n[^]*ok$/);
    expect(received.split('HTTP/1.1 103').length).toBeLessThan(count / 2);
  });

  it('trailers that cannot be written: answer arrives without them', async () => {
    for (const trailers of ['x: a\x01b', 'a b: c', 'x: \x7f', '\x01: y']) {
      const chunked = `Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n${trailers}\r\n\r\n`;
      expect(await answerOf(`HTTP/1.1 200 OK\r\n${chunked}`)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*ok/);
    }
  });

  it('hint whose parameters can be read in many ways: left out, the answer arrives', async () => {
    // Node checks links with an expression that tries all ways: two for each parameter.
    const hint = `HTTP/1.1 103 Early Hints\r\nLink: </a>${'; a=b'.repeat(26)}; "\r\n\r\n`;
    const answer = await answerOf(`${hint}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*ok$/);
  });

  it('HEAD that is answered with a body: visitor gets the head', async () => {
    const answer = await answerOf('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', PLAIN, 'HEAD /ann-dev/ HTTP/1.1');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n$/s);
  });

  it('upgrade behind a request that is not answered yet: connection is closed, the next request is served', async () => {
    application.holdsOpen = true;
    expect(await send(requestFor('') + requestFor(UPGRADE))).toBe('');
    application.holdsOpen = false;
    await application.disconnected();
    expect(await answerOf('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nserved')).toMatch(/served$/);
  });
});

describe('server: upgrade for no service', () => {
  it('visitor resets the connection: the next request is served', async () => {
    const server = new HttpServer(
      () => ({ handle: () => false, upgrade: () => false }),
      (_request, response) => response.end('framework'),
    );
    const port = await listen(server);
    const upgraded = once(server, 'upgrade') as Promise<[unknown, net.Socket]>;
    const visitor = net.connect(port, '127.0.0.1');
    visitor.write(`GET / HTTP/1.1\r\nHost: h\r\n${UPGRADE}\r\n`);
    const [, socket] = await upgraded;
    visitor.resetAndDestroy();
    // Not `once`: it would add an error listener and so hide an unhandled error.
    await new Promise((resolve) => socket.on('close', resolve));
    expect(await (await fetch(`http://127.0.0.1:${String(port)}/`)).text()).toBe('framework');
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
});
