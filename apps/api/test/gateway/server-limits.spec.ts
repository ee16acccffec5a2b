import { once } from 'node:events';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpEntry } from '../../src/gateway/http-entry.js';
import type { Trust } from '../../src/http/trusted-proxies.js';
import { HttpServer, type ServerLimits } from '../../src/server/http-server.js';
import { listen, raw } from './sockets.js';

/** Handles no request, so all of them reach the framework. */
class NoFront extends HttpEntry {
  handle(): boolean {
    return false;
  }
  upgrade(): boolean {
    return false;
  }
}

const GENEROUS: ServerLimits = { headersMs: 60_000, connectionsOfOne: 100 };

describe('server limits', () => {
  let server: HttpServer;
  let port: number;

  const start = async (limits: Partial<ServerLimits> = {}, trust: Trust = () => false): Promise<void> => {
    const front = new NoFront();
    server = new HttpServer(
      () => front,
      (request, response) => {
        request.resume().on('end', () => response.end('served'));
      },
      trust,
      { ...GENEROUS, ...limits },
    );
    port = await listen(server);
  };
  const connect = async (): Promise<net.Socket> => {
    const socket = net.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  const get = (target: string, headers = '') =>
    raw(port, `GET ${target} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n${headers}\r\n`);

  beforeEach(() => start());
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const restart = async (...limits: Parameters<typeof start>): Promise<void> => {
    server.close();
    await once(server, 'close');
    await start(...limits);
  };

  it('address of 8,192 characters: served; longer: 414 address_too_long', async () => {
    expect(await get(`/${'a'.repeat(8191)}`)).toMatch(/served/);
    expect(await get(`/${'a'.repeat(8192)}`)).toMatch(/^HTTP\/1\.1 414 .*"code":"address_too_long"/s);
  });

  it('100 headers: served; more: 431, also for an upgrade', async () => {
    const headers = (count: number) => Array.from({ length: count }, (_, at) => `x-${String(at)}: 1\r\n`).join('');
    expect(await get('/', headers(98))).toMatch(/served/);
    expect(await get('/', headers(99))).toMatch(/^HTTP\/1\.1 431 .*"code":"headers_too_large"/s);
    const added = (count: number) =>
      Array.from({ length: count }, (_, at) => `x-forwarded-${String(at)}: 1\r\n`).join('');
    expect(await get('/', headers(98) + added(16))).toMatch(/served/);
    expect(await get('/', headers(98) + added(17))).toMatch(/^HTTP\/1\.1 431 /);
    expect(await get('/', added(200) + headers(98))).toMatch(/^HTTP\/1\.1 431 /);
    const upgrade = `GET / HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n${headers(99)}\r\n`;
    expect(await raw(port, upgrade)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('no headers or slow headers: connection cut; slow body: served', async () => {
    await restart({ headersMs: 400 });
    const uploading = await connect();
    uploading.write('POST / HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: 2\r\n\r\na');
    const silent = await connect();
    const dribbling = await connect();
    dribbling.write('GET / HTTP/1.1\r\nhost: h\r\n');
    const drop = setInterval(() => dribbling.write('x: 1\r\n'), 50);
    dribbling.on('error', () => undefined);
    await Promise.all([text(silent), once(dribbling.resume(), 'close')]);
    clearInterval(drop);
    uploading.write('b');
    expect(await text(uploading)).toMatch(/served/);
  });

  it('more connections of one client than allowed: 429, until one is closed', async () => {
    await restart({ connectionsOfOne: 2 });
    const [first] = [await connect(), await connect()];
    expect(await text(await connect())).toMatch(/^HTTP\/1\.1 429 .*retry-after: 60/s);
    first.destroy();
    let answer = '';
    for (const deadline = Date.now() + 5000; !answer.includes('served') && Date.now() < deadline; ) {
      answer = await get('/').catch(() => '');
    }
    expect(answer).toMatch(/served/);
  });

  it('connections of a trusted proxy: not counted', async () => {
    await restart({ connectionsOfOne: 1 }, (address) => address === '127.0.0.1');
    await Promise.all([connect(), connect()]);
    expect(await get('/')).toMatch(/served/);
  });
});
