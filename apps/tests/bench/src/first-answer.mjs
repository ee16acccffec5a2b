import http from 'node:http';

const CONNECT_MS = 40;
const REFUSED_MS = 2;
const UNREADY_MS = 20;
const DEADLINE_MS = 60_000;

/** Sends requests until the first accepted answer, 200 by default: the minimum for every client. */
export async function firstAnswer({ path = '/', accepts = ({ statusCode }) => statusCode === 200, ...target }) {
  const deadline = performance.now() + DEADLINE_MS;
  let last;
  do {
    if (performance.now() > deadline) throw new Error(`${target.host}:${target.port}${path} never answered: ${last}`);
    last = await ask({ path, ...target }, accepts);
  } while (last !== null);
}

/** Null, or why it was not the first answer. Retries a slow connection at once; the kernel would wait a second. */
function ask(target, accepts) {
  return new Promise((resolve) => {
    const request = http.get({ ...target, agent: false });
    const alarm = setTimeout(() => request.destroy(), CONNECT_MS);
    request.on('socket', (socket) => socket.once('connect', () => clearTimeout(alarm)));
    request.on('response', (response) => {
      response.resume();
      const { statusCode } = response;
      response.on('end', () => (accepts(response) ? resolve(null) : setTimeout(resolve, UNREADY_MS, statusCode)));
    });
    request.on('error', ({ code }) => setTimeout(resolve, REFUSED_MS, code));
    request.on('close', () => clearTimeout(alarm));
  });
}
