import { createServer } from 'node:http';
import { hostname } from 'node:os';

const { MODE = 'ok', PORT = '8080', USER_ID, USER_SLUG, CONTAINER_TYPE, BASE_PATH } = process.env;
const LATE_MS = 3000;
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

const modes = {
  ok: serve,
  crash: serve,
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
  /** Allocates memory until the kernel kills it. */
  greedy() {
    const eaten = [];
    setInterval(() => {
      eaten.push(Buffer.alloc(BITE, 1));
      say(`holding ${(eaten.length * BITE) / 1024 ** 2} MB`);
    }, 20);
  },
};

// Process 1 of a container ignores signals that it has no handler for.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
say(`started for ${USER_SLUG}`);
modes[MODE]();
