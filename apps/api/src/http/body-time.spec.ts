import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { limitBodyTime } from './body-time.js';

describe('limitBodyTime', () => {
  let server: FastifyInstance;
  let port: number;
  let finish: () => void;

  beforeEach(async () => {
    server = fastify();
    limitBodyTime(server, { jsonMs: 200, fileMs: 60_000 }, new Set(['/file']));
    server.post('/json', () => 'read');
    server.post('/file', () => 'read');
    server.get('/held', () => new Promise((resolve) => (finish = () => resolve('held'))));
    await server.listen({ port: 0, host: '127.0.0.1' });
    port = (server.server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    await server.close();
  });

  const open = (head: string): net.Socket => {
    const socket = net.connect(port, '127.0.0.1');
    socket.write(`${head} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n`);
    return socket;
  };
  const halfBody = 'content-type: application/json\r\ncontent-length: 2\r\n\r\n{';

  it('JSON body that does not arrive: 408; slow file and slow response: not cut', async () => {
    const file = open('POST /file');
    file.write(halfBody);
    const held = open('GET /held');
    held.write('\r\n');
    const slow = open('POST /json');
    slow.write(halfBody);
    const refused = await text(slow);
    expect(refused).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);

    file.write('}');
    expect(await text(file)).toMatch(/^HTTP\/1\.1 200 .*read$/s);
    finish();
    expect(await text(held)).toMatch(/^HTTP\/1\.1 200 .*held$/s);
  });
});
