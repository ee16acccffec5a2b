import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Drain } from './drain.js';
import { HttpServer } from './http-server.js';

describe('server that shuts down', () => {
  let server: HttpServer;
  let agent: Agent;
  let port: number;

  beforeEach(async () => {
    server = new HttpServer(
      () => ({ handle: () => false, upgrade: () => false }),
      (_request, response) => response.end('answered'),
    );
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(() => {
    agent.destroy();
    server.closeAllConnections();
  });

  const ask = async () => {
    const request = get({ host: '127.0.0.1', port, agent });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return { body: await text(answer), connection: answer.headers.connection, reused: request.reusedSocket };
  };

  it('request on a connection that a proxy has kept: answered, and the proxy is told not to keep it', async () => {
    const drain = new Drain(server, 60_000);
    await ask();
    const closed = once(server, 'close');
    drain.begin();
    expect(await ask()).toEqual({ body: 'answered', connection: 'close', reused: true });
    // Nothing is open, so nothing is waited for.
    await closed;
  });

  it('connection that nobody uses: cut when its time is over', async () => {
    const drain = new Drain(server, 0);
    await ask();
    const closed = once(server, 'close');
    drain.begin();
    await closed;
  });
});
