import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closedPorts } from './closed-ports.js';

/** A loopback address each, so that the engine's own ports are free. */
const OPEN = { name: 'server-a', address: '127.77.0.1', state: 'ready', manager: true } as const;
const CLOSED = { name: 'server-b', address: '127.77.0.2', state: 'ready', manager: false } as const;

describe('ports between machines', () => {
  const servers: Server[] = [];

  beforeAll(async () => {
    for (const port of [2377, 7946, 8443]) {
      const server = createServer((socket) => socket.destroy()).listen(port, OPEN.address);
      servers.push(server);
      await once(server, 'listening');
    }
  });
  afterAll(() => servers.forEach((server) => server.close()));

  it('those that no connection reaches are named; 2377 only of managers', async () => {
    expect(await closedPorts([OPEN, CLOSED], 8443)).toEqual([
      { node: 'server-b', port: 7946 },
      { node: 'server-b', port: 8443 },
    ]);
    expect(await closedPorts([{ ...CLOSED, manager: true }], null)).toEqual([
      { node: 'server-b', port: 7946 },
      { node: 'server-b', port: 2377 },
    ]);
  });

  it('machine that is down: not tried', async () => {
    expect(await closedPorts([{ ...CLOSED, state: 'down' }], 8443)).toEqual([]);
  });
});
