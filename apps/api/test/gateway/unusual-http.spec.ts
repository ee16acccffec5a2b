import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ann, runningAt } from './ann.js';
import { EmbeddedTestGateway } from './embedded-test-gateway.js';
import { routesOf, SERVICE_FILE } from './routes-of-labels.js';
import { ScriptedApplication } from './scripted-application.js';
import type { TestGateway } from './test-gateway.js';
import { TraefikTestGateway } from './traefik-test-gateway.js';
import { withTraefik } from './with-traefik.js';

/** Matches nothing. */
const UNTIL_CLOSED = /(?!)/;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const UNUSUAL = [
  ['lines that end with LF only', OK.replaceAll('\r\n', '\n')],
  ['HTTP/1.0 without a length', 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nok<end>'],
  ['no reason phrase', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok'],
  ['no reason phrase, space', 'HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok'],
  ['chunk extensions', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b;c\r\nok\r\n0\r\n\r\n'],
  ['Connection with both values', 'HTTP/1.1 200 OK\r\nConnection: close, keep-alive\r\nContent-Length: 2\r\n\r\nok'],
  ['a header that is folded over lines', 'HTTP/1.1 200 OK\r\nX-Long: a\r\n  b\r\nContent-Length: 2\r\n\r\nok'],
  ['lower-case and padded headers', 'HTTP/1.1 200 OK\r\ncontent-length:   2  \r\n\r\nok'],
  [
    'length and chunks',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ],
] as const;

async function embedded(port: number): Promise<TestGateway> {
  const subject = await EmbeddedTestGateway.open((_request, response) => response.end());
  subject.gateway.serve(ann, runningAt(port));
  return subject;
}

async function behindTraefik(port: number): Promise<TestGateway> {
  const subject = await TraefikTestGateway.open((_request, response) => response.end('http'));
  await subject.traefik.write(SERVICE_FILE, routesOf(subject.gateway.labels(ann, { port: 8080, path: 'strip' }), port));
  while ((await subject.ask('/')).body !== 'ok');
  return subject;
}

describe('embedded gateway: HTTP as other proxies speak it', () => {
  scenarios(embedded, true);
});
withTraefik(() => {
  describe('Traefik: HTTP as other proxies speak it', () => {
    scenarios(behindTraefik, false);
  });
});

/** @param isOurs whether our own code carries the requests */
function scenarios(open: (port: number) => Promise<TestGateway>, isOurs: boolean): void {
  let application: ScriptedApplication;
  let subject: TestGateway;

  beforeAll(async () => {
    application = await ScriptedApplication.listen(OK);
    subject = await open(application.port);
  });
  afterAll(async () => {
    await subject.close();
    await application.close();
  });

  const head = (line: string, headers = ''): string =>
    `${line}\r\nHost: ${subject.host}\r\nCookie: ${subject.annsCookie}\r\n${headers}\r\n`;
  /** Sends each request after the answer to the one before, on one connection, and returns all bytes received. */
  const converse = async (...requests: readonly (readonly [bytes: string, until: RegExp])[]): Promise<string> => {
    const socket = net.connect(subject.port, '127.0.0.1');
    socket.on('error', () => undefined);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    for (const [bytes, until] of requests) {
      const from = received.length;
      socket.write(bytes, 'latin1');
      while (!until.test(received.slice(from)) && !socket.destroyed) {
        await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      }
    }
    socket.destroy();
    return received;
  };
  const GET = 'GET /ann-dev/ HTTP/1.1';
  const last = (): readonly [string, RegExp] => [
    head('GET / HTTP/1.1', 'Connection: close\r\n'),
    /framework(\r\n0\r\n\r\n)?$/,
  ];
  /** The answer to a request of ann's, and that the connection is as it should be: the next request gets its own answer. */
  const answerTo = async (answer: string, line = GET): Promise<string> => {
    application.script(answer);
    const received = await converse([head(line), /\r\n\r\n[^]*(ok|\r\n0\r\n\r\n)/], last());
    expect(received).toMatch(/framework(\r\n0\r\n\r\n)?$/);
    return received;
  };

  it.each(UNUSUAL)('answer with %s: arrives', async (_what, answer) => {
    expect(await answerTo(answer)).toMatch(/^HTTP\/1\.1 200[^]*\r\n\r\n(2\r\n)?ok/);
  });

  it('readiness probe: takes all of these for an answer', async () => {
    for (const [, answer] of UNUSUAL) {
      application.otherwise = answer;
      expect([answer, await subject.gateway.answers(ann)]).toEqual([answer, true]);
    }
    application.otherwise = OK;
  });

  it('folded header: arrives on one line', async () => {
    const answer = await answerTo('HTTP/1.1 200 OK\r\nX-Long: a\r\n  b\r\nContent-Length: 2\r\n\r\nok');
    expect(answer).toMatch(/\r\nx-long: a +b\r\n/i);
  });

  it('64 KiB of response headers: arrive', async () => {
    const long = Array.from({ length: 8 }, (_, at) => `X-Long-${String(at)}: ${'a'.repeat(8100)}\r\n`).join('');
    const answer = await answerTo(`HTTP/1.1 200 OK\r\n${long}Content-Length: 2\r\n\r\nok`);
    expect(answer.length).toBeGreaterThan(8 * 8100);
  });

  const HINTS =
    'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload; as=style, </b.js>; rel=preload; as=script\r\n\r\n';

  it('103 Early Hints and 102 Processing: arrive before the answer', async () => {
    expect(await answerTo(`HTTP/1.1 102 Processing\r\n\r\n${HINTS}${OK}`)).toMatch(
      /^HTTP\/1\.1 102 Processing\r\n\r\nHTTP\/1\.1 103 Early Hints\r\nlink: <\/a\.css>; rel=preload; as=style, <\/b\.js>; rel=preload; as=script\r\n\r\nHTTP\/1\.1 200 /i,
    );
  });

  if (isOurs) {
    it('hints to a client of HTTP/1.0, hints that no browser understands: only the answer arrives', async () => {
      application.script(HINTS + OK);
      expect(await converse([head('GET /ann-dev/ HTTP/1.0'), /ok$/])).toMatch(/^HTTP\/1\.1 200 OK/);
      for (const hints of ['199 x\r\nLink: </a>; rel=x', '103 Early Hints', '103 Early Hints\r\nLink: \x01']) {
        expect(await answerTo(`HTTP/1.1 ${hints}\r\n\r\n${OK}`)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*ok/);
      }
    });
  }

  it('head that an LF ends within a header: what follows is the body', async () => {
    application.script('HTTP/1.1 200 OK\r\nX: a\n\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok<end>');
    expect(await converse([head(GET), /\r\n0\r\n\r\n$/])).toMatch(/\r\n\r\n[0-9a-f]+\r\nHTTP\/1\.1 200 OK\r\n/);
  });

  it.each([
    ['GET', GET, ''],
    ['POST with a body', 'POST /ann-dev/ HTTP/1.1', 'Content-Length: 4\r\n'],
  ])('Upgrade: h2c, %s: answered as HTTP/1.1, and the connection stays', async (_what, line, length) => {
    const h2c = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';
    const request = head(line, h2c + length) + (length && 'body');
    application.script(OK);
    application.script(OK);
    const received = await converse(
      [request, /\r\n\r\n(2\r\n)?ok/],
      [head(GET), /\r\n\r\n(2\r\n)?ok/],
      [head('GET / HTTP/1.1', h2c), /framework/],
      last(),
    );
    expect(received.match(/HTTP\/1\.1 (200|404) /g)).toHaveLength(4);
    expect(application.requests.splice(0).at(-2)).toMatch(length ? /\r\n\r\nbody$/ : /\r\n\r\n$/);
  });

  it('kept connection that the application closes: GET is sent again, POST is not', async () => {
    for (const [line, body, answer, times] of [
      [GET, '', /\r\n\r\nok/, 2],
      ['HEAD /ann-dev/ HTTP/1.1', '', /200 OK[^]*\r\n\r\n/, 2],
      ['POST /ann-dev/ HTTP/1.1', 'body', /\r\n\r\n/, 1],
    ] as const) {
      application.script(OK);
      expect((await subject.ask('/')).body).toBe('ok');
      application.requests.splice(0);
      application.script('<end>');
      application.script(OK);
      const length = body && `Content-Length: ${String(body.length)}\r\n`;
      const received = await converse([head(line, length) + body, answer]);
      expect(received).toMatch(times === 2 ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 502 /);
      expect(application.requests.splice(0)).toHaveLength(times);
      application.forget();
    }
  });

  it('application that closes every connection: 502, one request on a new connection', async () => {
    application.forget();
    for (let time = 0; time < 3; time += 1) application.script('<end>');
    const before = application.requests.length;
    expect((await subject.ask('/')).status).toBe(502);
    expect(application.requests.length - before).toBeLessThanOrEqual(2);
    application.forget();
  });

  it.each([
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 90\r\n\r\nok'],
    ['length with a sign', 'HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok'],
    ['length in a list', 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok'],
    ['CR inside a header', 'HTTP/1.1 200 OK\r\nX: a\rHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['a second answer', `${OK}HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad`],
    ['space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok'],
    ['chunks and identity', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n2\r\nok\r\n0\r\n\r\n<end>'],
    ['HEAD with a body', `${OK}HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad`],
    ['204 with a body', 'HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\nbad'],
  ])('answer with %s: the next request on the connection gets its own answer, or none', async (what, answer) => {
    application.script(`${answer}<end>`);
    const received = await converse([
      head(what.startsWith('HEAD') ? 'HEAD /ann-dev/ HTTP/1.1' : GET) + head('GET / HTTP/1.1', 'Connection: close\r\n'),
      UNTIL_CLOSED,
    ]);
    expect(received).toMatch(/framework(\r\n0\r\n\r\n)?$|^(?![^]*framework)/);
    expect(received.match(/HTTP\/1\.1 \d+/g)?.length ?? 0).toBeLessThanOrEqual(2);
    application.forget();
  });
}
