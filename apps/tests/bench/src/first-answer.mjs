import http from 'node:http';

const CONNECT_MS = 40;

/** Asks until the first 200: the least that anybody who wants the page has to do. */
export async function firstAnswer({ path = '/', ...target }) {
  while (!(await ask({ path, ...target })));
}

/** A connection that does not come at once is tried anew; the kernel would wait a second before it does. */
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
