import http from 'node:http';

const agent = new http.Agent({ keepAlive: true });

/** One request of a person over a connection that stays open, until the whole answer is there. */
export function get({ port }, { token }, path) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const request = http.get({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      response.resume();
      response.on('end', resolve);
    });
    request.on('error', reject);
  });
}
