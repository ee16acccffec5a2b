import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Weaknesses } from '@spawner/contracts';
import { send } from '../../../tests/kit/src/http.js';
import { HostProbe } from '../../src/runtime/host-probe.js';
import { type Person, type Product, startProduct } from '../product.js';

describe('weaknesses', () => {
  let product: Product;
  let admin: Person;

  beforeAll(async () => {
    product = await startProduct();
    admin = await product.register('admin@example.com');
  });
  afterAll(() => product.close());

  const read = (person: Person, host = 'localhost') => {
    const { port } = product.spawner;
    const headers = { host: `${host}:${String(port)}`, authorization: `Bearer ${person.token}` };
    return send(port, '/api/admin/weaknesses', { headers });
  };
  const names = ({ body }: Awaited<ReturnType<typeof read>>) =>
    Weaknesses.parse(body).weaknesses.map(({ name }) => name);

  it('read by a user who is no admin: 403', async () => {
    expect((await read(await product.register('user@example.com'))).status).toBe(403);
  });

  it('installation that only its own machine reaches: none of the network', async () => {
    expect(names(await read(admin))).toEqual([]);
  });

  it('visited by a name of the machine, over plain HTTP and without a mail server: both are named', async () => {
    expect(names(await read(admin, hostname()))).toEqual(['plain_http', 'open_outbox']);
  });

  it('protection that is missing or would be better: named, with the lines to type', async () => {
    product.spawner.app.get(HostProbe, { strict: false }).findings = () =>
      Promise.resolve([
        { result: 'missing', about: 'neighbours', says: '', fix: ['sysctl -w x=1'], weakness: 'neighbours' },
        { result: 'hint', about: 'user namespace', says: '', weakness: 'user_namespace' },
        { result: 'holds', about: 'memory limit', says: '', weakness: 'memory' },
        { result: 'hint', about: 'live restore', says: '' },
      ]);
    expect((await read(admin)).body).toEqual({
      weaknesses: [
        { name: 'neighbours', level: 'missing', fix: ['sysctl -w x=1'] },
        { name: 'user_namespace', level: 'hint', fix: [] },
      ],
    });
  });
});
