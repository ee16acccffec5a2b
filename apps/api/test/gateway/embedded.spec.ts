import { once } from 'node:events';
import http, { type IncomingMessage, type RequestListener, type Server } from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EmbeddedGateway } from '../../src/gateway/embedded/embedded-gateway.js';
import { trustOf } from '../../src/http/trusted-proxies.js';
import { HttpServer } from '../../src/server/http-server.js';
import { ann, runningAt } from './ann.js';
import { listen, raw } from './sockets.js';
import { TestAccess } from './test-access.js';

describe('embedded gateway', () => {
  let servers: Server[];
  let gateway: EmbeddedGateway;
  let port: number;
  const access = new TestAccess();
  const annsCookie = access.cookieOf(ann.userId);

  const backend = async (handler: RequestListener): Promise<Server> => {
    const server = http.createServer(handler);
    servers.push(server);
    gateway.serve(ann, runningAt(await listen(server)));
    return server;
  };
  const startGateway = async (trusted: number | string[] = 0): Promise<void> => {
    gateway = new EmbeddedGateway(trustOf(trusted), access.gatekeeper, access.addresses, access.handover);
    const front = new HttpServer(
      () => gateway.entry,
      (_request, response) => {
        response.end('framework');
      },
    );
    servers.push(front);
    port = await listen(front);
  };
  /** A request with the cookie of the owner. */
  const fetchAsOwner = (path: string, { headers, ...init }: RequestInit = {}) =>
    fetch(url(path), { headers: { cookie: annsCookie, ...(headers as Record<string, string>) }, ...init });
  const url = (path: string) => `http://127.0.0.1:${String(port)}${path}`;

  beforeEach(async () => {
    servers = [];
    await startGateway();
  });

  afterEach(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });

  it('request below a service: prefix stripped; method, query, body and status kept', async () => {
    await backend((request, response) => {
      response.writeHead(418);
      request
        .on('data', (bytes) => response.write(bytes))
        .on('end', () => response.end(`|${request.method} ${request.url}`));
    });
    const answer = await fetchAsOwner('/ann-dev/a/b?c=%2Fd', { method: 'PUT', body: 'hello' });
    expect([answer.status, await answer.text()]).toEqual([418, 'hello|PUT /a/b?c=%2Fd']);
  });

  it.each(['/ann-development', '/ann-de', '/ann-dev-prod/', '/ANN-DEV/', '/%61nn-dev/', '//ann-dev/', '/x/ann-dev/'])(
    'path %s, which is no service: passed to the framework',
    async (path) => {
      await backend((_request, response) => response.end('service'));
      expect(await raw(port, `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)).toContain('framework');
    },
  );

  it('forwarding headers: set by the gateway, those of an untrusted client are removed', async () => {
    await backend((request, response) => response.end(JSON.stringify(request.headers)));
    const headers = {
      'X-Forwarded-For': '6.6.6.6',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Prefix': '/other',
      'X-Forwarded-Uri': '/other',
      'X-Real-Ip': '6.6.6.6',
      Forwarded: 'for=6.6.6.6',
    };
    const seen = (await (await fetchAsOwner('/ann-dev/', { headers })).json()) as Record<string, string>;
    expect(seen).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': `127.0.0.1:${String(port)}`,
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/ann-dev',
    });
    expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|evil|other/);
  });

  it('forwarding headers of a trusted proxy: kept', async () => {
    await startGateway(['127.0.0.1']);
    await backend((request, response) => response.end(JSON.stringify(request.headers)));
    const answer = await fetchAsOwner('/ann-dev/', {
      headers: { 'X-Forwarded-For': '9.9.9.9', 'X-Forwarded-Proto': 'https' },
    });
    expect(await answer.json()).toMatchObject({
      'x-forwarded-for': '9.9.9.9, 127.0.0.1',
      'x-forwarded-proto': 'https',
    });
  });

  it('cookies of the platform: do not reach the service', async () => {
    await backend((request, response) => response.end(request.headers.cookie ?? 'none'));
    const cookie = (value: string) =>
      fetchAsOwner('/ann-dev/', { headers: { cookie: `${annsCookie}; ${value}` } }).then((answer) => answer.text());
    expect(await cookie('spawner_access=secret; theirs=1')).toBe('theirs=1');
    expect(await cookie('spawner_access=secret')).toBe('none');
  });

  it('server-sent events: passed on at once; client leaves: the request to the service is closed', async () => {
    const left = new Promise<void>((resolve) => {
      void backend((request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: one\n\n');
        request.on('close', resolve);
      });
    });
    const visitor = new AbortController();
    const answer = await fetchAsOwner('/ann-dev/events', { signal: visitor.signal });
    const first = await answer.body?.getReader().read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe('data: one\n\n');
    visitor.abort();
    await left;
  });

  it('WebSocket: carried both ways, prefix stripped, cookies of the platform removed', async () => {
    const server = await backend(() => undefined);
    const upgraded = new Promise<IncomingMessage>((resolve) => {
      server.on('upgrade', (request: IncomingMessage, socket: net.Socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        socket.on('data', (bytes) => socket.end(`echo ${bytes.toString()}`));
        resolve(request);
      });
    });
    const socket = net.connect(port, '127.0.0.1');
    socket.write(
      'GET /ann-dev/ws?x=1 HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nCookie: ' +
        `${annsCookie}; spawner_access=s; a=1\r\n\r\n`,
    );
    let answer = '';
    socket.on('data', (bytes) => {
      if (!answer) socket.write('ping');
      answer += bytes.toString();
    });
    await once(socket, 'close');
    const request = await upgraded;
    expect([request.url, request.headers.cookie]).toEqual(['/ws?x=1', 'a=1']);
    expect(answer).toMatch(/^HTTP\/1.1 101 [^]*echo ping$/);
  });

  it('gateway closes: does not wait for WebSockets, and ends them at the service', async () => {
    const server = await backend(() => undefined);
    const ended = new Promise<void>((resolve) => {
      server.on('upgrade', (_request, socket: net.Socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        socket.resume().on('end', () => socket.end(resolve));
      });
    });
    const visitor = net.connect(port, '127.0.0.1');
    visitor.write(
      `GET /ann-dev/ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nCookie: ${annsCookie}\r\n\r\n`,
    );
    await once(visitor, 'data');
    const front = servers.shift();
    front?.close();
    if (front) await once(front, 'close');
    await ended;
    visitor.destroy();
  });

  it('upgrade for no service: 404', async () => {
    expect(
      await raw(port, 'GET /nobody/ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    ).toMatch(/^HTTP\/1.1 404/);
  });

  it('service that does not answer: 502 service_unavailable', async () => {
    const server = await backend(() => undefined);
    server.close();
    const answer = await fetchAsOwner('/ann-dev/', { headers: { 'accept-language': 'en' } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      502,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await answer.json()).toMatchObject({
      code: 'service_unavailable',
      title: 'The service does not answer right now.',
    });
  });

  it('container that restarts: nothing goes to its address, which may be another user’s by now', async () => {
    const received = jest.fn();
    await backend((_request, response) => {
      received();
      response.end('service');
    });
    expect(await (await fetchAsOwner('/ann-dev/')).text()).toBe('service');
    gateway.interrupt(ann);
    expect((await fetchAsOwner('/ann-dev/')).status).toBe(502);
    expect(await gateway.answers(ann)).toBe(false);
    expect(received).toHaveBeenCalledTimes(1);
  });

  it('container with a new address: used at once', async () => {
    await backend((_request, response) => response.end('old'));
    expect(await (await fetchAsOwner('/ann-dev/')).text()).toBe('old');
    await backend((_request, response) => response.end('new'));
    expect(await (await fetchAsOwner('/ann-dev/')).text()).toBe('new');
    gateway.close(ann);
    expect(await (await fetchAsOwner('/ann-dev/')).text()).toBe('framework');
  });
});
