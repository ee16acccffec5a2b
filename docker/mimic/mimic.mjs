import { createHash } from 'node:crypto';
import { readFileSync, statfsSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';

const { MODE = 'ok', PORT = '8080', USER_ID, USER_SLUG, CONTAINER_TYPE, BASE_PATH } = process.env;
const LATE_MS = 3000;
const SLOW_MS = 12_000;
const BITE = 16 * 1024 * 1024;

const say = (line) => console.log(`mimic (${MODE}): ${line}`);

/** Answers with its identity, so that a test can check which container it reached. */
function serve() {
  const identity = { user_id: USER_ID, slug: USER_SLUG, type: CONTAINER_TYPE, base_path: BASE_PATH, host: hostname() };
  const server = createServer((request, response) => {
    if (MODE === 'crash' && request.url === '/crash') {
      say('giving up, as asked');
      process.exit(1);
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(identity));
  });
  server.listen(Number(PORT), () => say(`listening on ${PORT}`));
}

/** Answers with what the container has given it. */
function report() {
  const { bsize, blocks } = statfsSync('/dev/shm');
  const seen = {
    env: process.env,
    args: process.argv.slice(2),
    uid: process.getuid(),
    capabilities: /^CapEff:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1],
    shm: bsize * blocks,
    first: readFileSync('/proc/1/cmdline', 'utf8').split('\0')[0],
  };
  const server = createServer(({ url, headers }, response) => {
    response.statusCode = url.endsWith('/never') ? 404 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...seen, url, prefix: headers['x-forwarded-prefix'] ?? null }));
  });
  server.listen(Number(PORT), () => say(`listening on ${PORT}`));
}

/** A page that sends all of its text with every change, and a heartbeat every second, on a WebSocket. */
const CHAT = `<!doctype html><textarea></textarea><script>
  const socket = new WebSocket(location.href.replace(/^http/, 'ws') + 'ws');
  socket.onopen = () => {
    document.title = 'open';
    setInterval(() => socket.send('{"type":"ping"}'), 1000);
  };
  document.querySelector('textarea').oninput = ({ target }) => socket.send(target.value);
</script>`;

/** RFC 6455, 4.2.2. */
const acceptOf = (key) => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

function chat() {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(CHAT));
  server.on('upgrade', ({ headers }, socket) => {
    const accept = `Sec-WebSocket-Accept: ${acceptOf(headers['sec-websocket-key'])}`;
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', accept];
    socket.on('error', () => undefined).resume();
    socket.write([...head, '', ''].join('\r\n'));
  });
  server.listen(Number(PORT), () => say(`listening on ${PORT}`));
}

/** Allocates memory until the kernel kills it. */
function takeMemory() {
  const taken = [];
  setInterval(() => {
    taken.push(Buffer.alloc(BITE, 1));
    say(`holding ${(taken.length * BITE) / 1024 ** 2} MB`);
  }, 20);
}

const modes = {
  chat,
  ok: serve,
  crash: serve,
  report,
  /** Every page takes longer than most applications need to start. */
  slow() {
    const server = createServer((_, response) => setTimeout(() => response.end('at last'), SLOW_MS));
    server.listen(Number(PORT), () => say(`listening on ${PORT}`));
  },
  exit() {
    say('loading the configuration');
    console.error('mimic (exit): there is no configuration, ending');
    process.exit(3);
  },
  /** Exits with bytes in its log that are not valid text. */
  binary() {
    process.stdout.write(Buffer.from('a\0b\xff\n', 'latin1'));
    process.exit(3);
  },
  /** Runs but never listens. */
  silent() {
    setInterval(() => say('still thinking'), 1000);
  },
  late() {
    say(`listening in ${LATE_MS} ms`);
    setTimeout(serve, LATE_MS);
  },
  greedy: takeMemory,
  /** Serves, and leaks a second later. */
  leaky() {
    serve();
    setTimeout(takeMemory, 1000);
  },
};

// Process 1 of a container ignores signals that it has no handler for.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
say(`started for ${USER_SLUG}`);
modes[MODE]();
