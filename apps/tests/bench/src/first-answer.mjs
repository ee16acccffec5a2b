import http from 'node:http';

const CONNECT_MS = 40;

/** Sends requests until the first 200: the minimum for every client. */
export async function firstAnswer({ path = '/', ...target }) {
  while (!(await ask({ path, ...target })));
}

/** Retries a slow connection at once; the kernel would wait a second. */
function ask(target) {
  return new Promise((resolve) => {
    const request = http.get({ ...target, agent: false });
    const alarm = setTimeout(() => request.destroy(), CONNECT_MS);
    request.on('socket', (socket) => socket.once('connect', () => clearTimeout(alarm)));
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
    });
    request.on('error', () => setTimeout(resolve, 2, false));
    request.on('close', () => clearTimeout(alarm));
  });
}
