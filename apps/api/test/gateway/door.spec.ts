import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../../tests/kit/src/free-port.js';
import { Program } from '../../../tests/kit/src/program.js';
import { Traefik } from '../../../tests/kit/src/traefik.js';
import { until } from '../../../tests/kit/src/until.js';
import { ask } from './sockets.js';
import { withTraefik } from './with-traefik.js';

/** Answers with its name; after /hold it answers nothing. */
const REPLICA = `
const [name, port] = process.argv.slice(1);
let holds = false;
require('node:http').createServer((request, response) => {
  console.log(request.method);
  if (!holds) response.end(name);
  if (request.url === '/hold') holds = true;
}).listen(Number(port), '127.0.0.1');
`;

withTraefik(() => {
  describe('relay between the Traefik of a machine and the replicas of Spawner', () => {
    const replicas = new Map<string, Program>();
    let door: Traefik;

    const get = (path: string, method = 'GET') => ask({ port: door.port, path, method });

    beforeAll(async () => {
      const servers: string[] = [];
      for (const name of ['one', 'other']) {
        const port = String(await freePort());
        replicas.set(name, Program.start(process.execPath, ['-e', REPLICA, name, port]));
        servers.push(`http://127.0.0.1:${port}`);
      }
      door = await Traefik.start({ doorTo: servers });
      const names = new Set<string>();
      await until(
        'both replicas answer',
        20,
        async () => names.add((await get('/')).body).has('one') && names.has('other'),
      );
    });
    afterAll(async () => {
      await door.close();
      for (const replica of replicas.values()) await replica.end('SIGKILL');
    });

    it('replica killed with requests under way: reads of the API are answered by the other one, changes are not repeated', async () => {
      const { body: first } = await get('/hold');
      const other = first === 'one' ? 'other' : 'one';
      const replica = replicas.get(first);
      if (!replica) throw new Error(`no replica ${first}`);
      replica.output = '';
      const reads = Array.from({ length: 8 }, () => get('/api/gateway/visit/1/ann-dev/plain'));
      const changes = Array.from({ length: 8 }, () => get('/api/class', 'POST'));
      const lost = (method: string) => replica.output.split('\n').filter((line) => line === method).length;
      await until('it has its half of them', 20, () => lost('GET') + lost('POST') >= 8);
      await replica.end('SIGKILL');
      expect((await Promise.all(reads)).map(({ body }) => body)).toEqual(Array(8).fill(other));
      const statuses = (await Promise.all(changes)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 502)).toHaveLength(lost('POST'));
      expect([lost('GET') > 0, lost('POST') > 0]).toEqual([true, true]);
      const later = ['GET', 'POST', 'GET', 'POST'].map((method) => get('/', method));
      expect((await Promise.all(later)).map(({ body }) => body)).toEqual(Array(4).fill(other));
    });
  });
});
