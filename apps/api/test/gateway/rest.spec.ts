import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '@spawner/contracts';
import { AppError } from '../../src/errors/app-error.js';
import { ann } from './ann.js';
import { background, navigation, program } from './callers.js';
import { EmbeddedTestGateway } from './embedded-test-gateway.js';
import { type Asked, raw } from './sockets.js';

const upgrade = (cookie: string, origin = '') =>
  `GET /ann-dev/ws HTTP/1.1\r\nHost: h\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n${origin}\r\n`;

const problemIn = ({ body }: Asked): Problem => Problem.parse(JSON.parse(body));

describe('resting service', () => {
  let subject: EmbeddedTestGateway;
  let wakes: number;
  let bodies: string[];
  /** Ends the wake under way. */
  let wakeUp: (failure?: AppError) => void;
  /** Resolves when the gateway begins a wake. */
  let wakeBegun: Promise<void>;

  beforeEach(async () => {
    bodies = [];
    subject = await EmbeddedTestGateway.open((request, response) => {
      let body = '';
      request
        .on('data', (bytes: Buffer) => (body += bytes.toString()))
        .on('end', () => {
          bodies.push(body);
          response.end(`service ${request.method ?? ''} ${request.url ?? ''}`);
        });
    });
    wakes = 0;
    let noteWake: () => void;
    wakeBegun = new Promise((resolve) => (noteWake = resolve));
    subject.gateway.wakeWith(
      () =>
        new Promise((resolve, reject) => {
          wakes += 1;
          wakeUp = (failure) => {
            if (failure) {
              reject(failure);
              return;
            }
            subject.admit();
            resolve();
          };
          noteWake();
        }),
    );
    subject.gateway.rest(ann);
  });

  afterEach(async () => {
    await subject.close();
  });

  it('navigation, service back at once: served directly', async () => {
    const answer = subject.ask('/page?a=1', navigation);
    await wakeBegun;
    wakeUp();
    expect((await answer).body).toBe('service GET /page?a=1');
  });

  it('navigation, wake takes longer: waiting page whose policy allows only its own script and style', async () => {
    const answer = await subject.ask('/', { ...navigation, 'accept-language': 'en' });
    const page = answer.body;
    expect([answer.status, answer.headers['retry-after'], answer.headers['cache-control']]).toEqual([
      503,
      '2',
      'no-store',
    ]);
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<title>The service is waking up</title>');
    expect(page).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>');
    const policy = String(answer.headers['content-security-policy']);
    for (const kind of ['script', 'style']) {
      const [, inline = ''] = new RegExp(`<${kind}>([^]*)</${kind}>`).exec(page) ?? [];
      expect(inline).not.toBe('');
      expect(policy).toContain(`${kind}-src 'sha256-${createHash('sha256').update(inline).digest('base64')}'`);
    }
    expect(policy).toContain("default-src 'none'");
    const head = subject.ask('/', background, { method: 'HEAD' });
    wakeUp();
    expect([(await head).status, (await head).headers['x-spawner-problem'], wakes]).toEqual([200, undefined, 1]);
  });

  it('failed wake: reason in the header for the waiting page, and on a page opened afterwards', async () => {
    await subject.ask('/', navigation);
    const head = subject.ask('/', { ...background, 'accept-language': 'en' }, { method: 'HEAD' });
    wakeUp(new AppError('container_exited', { exitCode: 3 }));
    const told = decodeURIComponent(String((await head).headers['x-spawner-problem']));
    expect(Problem.parse(JSON.parse(told))).toMatchObject({ title: 'The container ended (code 3).' });

    subject.gateway.wakeWith(() => Promise.reject(new AppError('disk_full')));
    const page = await subject.ask('/', { ...navigation, 'accept-language': 'en' });
    const text = page.body;
    expect(page.status).toBe(507);
    expect(text).toContain('class="failed"');
    expect(text).not.toMatch(/<script|http-equiv/);
  });

  it('messages to the owner: on the waiting page and on that of a failed wake, as text; not for guests', async () => {
    subject.gateway.showMessages((userId) => Promise.resolve([{ sent_by: `to ${String(userId)}`, text: '<i>Hi</i>' }]));
    const shown = '<blockquote><b>to 1</b><br>&lt;i&gt;Hi&lt;/i&gt;</blockquote>';
    expect((await subject.ask('/', navigation)).body).toContain(shown);
    subject.access.policy = { access: 'public', trusted: false };
    expect((await subject.ask('/', navigation)).body).not.toContain('<blockquote>');
    subject.access.policy = { access: 'private', trusted: false };
    wakeUp(new AppError('disk_full'));
    subject.gateway.wakeWith(() => Promise.reject(new AppError('disk_full')));
    const failed = await subject.ask('/', navigation);
    expect([failed.status, failed.body.includes(shown)]).toEqual([507, true]);
    subject.gateway.showMessages(() => Promise.reject(new Error('the database is away')));
    expect(await subject.ask('/', navigation)).toMatchObject({ status: 507 });
  });

  it('requests of programs: held with their bodies, one wake for all', async () => {
    const answers = ['one', 'two'].map((body) => subject.ask('/api?x', program, { method: 'POST', body }));
    await wakeBegun;
    expect(bodies).toEqual([]);
    wakeUp();
    for (const answer of answers) expect((await answer).body).toBe('service POST /api?x');
    expect([bodies.sort(), wakes]).toEqual([['one', 'two'], 1]);
  });

  it('failed wake: held requests get the reason, only a navigation wakes again at once', async () => {
    const first = subject.ask('/api', program);
    await wakeBegun;
    wakeUp(new AppError('no_address_left'));
    expect(problemIn(await first)).toMatchObject({ code: 'no_address_left', status: 503 });
    expect(problemIn(await subject.ask('/api', program))).toMatchObject({ code: 'no_address_left' });
    expect(wakes).toBe(1);
    await subject.ask('/', navigation);
    expect(wakes).toBe(2);
  });

  it('polling or reconnecting WebSocket of an open page: 503, no wake', async () => {
    subject.admit();
    await subject.ask('/', navigation);
    await subject.ask('/poll?at=1', background);
    subject.gateway.rest(ann);
    expect(subject.uses).toBe(1);
    const poll = await subject.ask('/poll?at=2', background);
    expect([poll.status, poll.headers['retry-after']]).toEqual([503, '60']);
    expect(problemIn(poll)).toMatchObject({ code: 'service_asleep' });
    expect(await raw(subject.port, upgrade(subject.annsCookie, 'Origin: http://h\r\n'))).toMatch(
      /^HTTP\/1.1 503 [^]*retry-after: 60\r\n/,
    );
    expect([wakes, subject.uses]).toEqual([0, 0]);
  });

  it('poll during a wake: held and served', async () => {
    const poll = { path: '/poll', headers: background };
    subject.admit();
    await subject.ask(poll.path, poll.headers);
    subject.gateway.rest(ann);
    const program1 = subject.ask('/api', program);
    await wakeBegun;
    const held = subject.ask(poll.path, poll.headers);
    await crowd(2);
    wakeUp();
    expect((await held).body).toBe('service GET /poll');
    await program1;
  });

  it('WebSocket of a program: held, then passed on', async () => {
    subject.service.on('upgrade', (_request, socket: net.Socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    const answer = raw(subject.port, upgrade(subject.annsCookie));
    await wakeBegun;
    wakeUp();
    expect(await answer).toMatch(/^HTTP\/1.1 101 /);
  });

  it('WebSocket of a program, failed wake: 502', async () => {
    const answer = raw(subject.port, upgrade(subject.annsCookie));
    await wakeBegun;
    wakeUp(new AppError('image_missing', { image: 'x' }));
    expect(await answer).toMatch(/^HTTP\/1.1 502 image_missing\r\n/);
  });

  it('open WebSocket of a paused service: stays open, a message wakes the service', async () => {
    subject.service.on('upgrade', (_request, socket: net.Socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.on('data', (bytes) => socket.end(bytes));
    });
    subject.admit();
    const socket = net.connect(subject.port, '127.0.0.1', () =>
      socket.write(upgrade(subject.annsCookie, 'Origin: http://h\r\n')),
    );
    await once(socket, 'data');
    subject.gateway.rest(ann);
    expect([subject.uses, wakes, subject.gateway.isConnected(ann)]).toEqual([0, 0, true]);
    socket.write('something that is no heartbeat');
    await wakeBegun;
    wakeUp();
    expect(subject.uses).toBe(1);
    await once(socket, 'close');
    // One that stays fails by the timeout of the test.
    while (subject.gateway.isConnected(ann)) await new Promise((resolve) => setImmediate(resolve));
  });

  it('100 held requests: the next gets 503, until clients leave', async () => {
    const leaving = Array.from({ length: 100 }, () => new AbortController());
    const gone = leaving.map(({ signal }) => subject.ask('/api', program, { signal }).catch(() => 'left'));
    await crowd(100);
    const refused = await subject.ask('/api', program);
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '2']);
    expect(problemIn(refused)).toMatchObject({ code: 'service_starting' });
    for (const visitor of leaving) visitor.abort();
    await Promise.all(gone);
    await crowd(0);
    const next = subject.ask('/api', program);
    await crowd(1);
    wakeUp();
    expect([(await next).status, bodies.length, wakes]).toEqual([200, 1, 1]);
  });

  it('container removed: not routed', async () => {
    subject.gateway.close(ann);
    expect((await subject.ask('/', navigation)).body).toBe('framework');
  });

  it('no wake function yet: 503 service_starting', async () => {
    subject.gateway.close(ann);
    const { gateway } = (subject = await swap(subject));
    gateway.rest(ann);
    expect(problemIn(await subject.ask('/api', program))).toMatchObject({ code: 'service_starting' });
  });

  async function swap(old: EmbeddedTestGateway): Promise<EmbeddedTestGateway> {
    await old.close();
    return EmbeddedTestGateway.open((_request, response) => response.end());
  }

  /** Resolves when so many requests are held. */
  async function crowd(count: number): Promise<void> {
    while (subject.crowd !== count) await new Promise((resolve) => setImmediate(resolve));
  }
});
