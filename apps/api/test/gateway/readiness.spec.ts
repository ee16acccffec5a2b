import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ann, runningAt } from './ann.js';
import { EmbeddedTestGateway } from './embedded-test-gateway.js';
import { ask } from './sockets.js';

describe('readiness of a service', () => {
  let subject: EmbeddedTestGateway;

  afterEach(() => subject.close());

  const serve = async (handler: RequestListener): Promise<void> => {
    subject = await EmbeddedTestGateway.open(handler);
  };
  const open = (path: string | null, changes = {}, seconds = 2) =>
    subject.gateway.open(
      ann,
      { ...runningAt(subject.servicePort), ...changes },
      { ready: { path, seconds }, signal: new AbortController().signal, onPhase: () => undefined },
    );

  it('service that says 503: not_ready, with status, path and time', async () => {
    await serve((_, response) => response.writeHead(503).end());
    const facts = { path: '/', answer: '503', seconds: 1 };
    await expect(open(null, {}, 1)).rejects.toMatchObject({ code: 'not_ready', facts });
  });

  it('service that accepts connections and says nothing: not_ready, not "nothing listens"', async () => {
    await serve(() => undefined);
    await expect(open(null)).rejects.toMatchObject({ code: 'not_ready', facts: { answer: '–', seconds: 2 } });
  });

  it('port where nothing listens: not_listening names the port of the container', async () => {
    await serve(() => undefined);
    const address = { host: '127.0.0.1', port: 1 };
    const failure = { code: 'not_listening', facts: { port: 3000, seconds: 1 } };
    await expect(open(null, { address, port: 3000 }, 1)).rejects.toMatchObject(failure);
  });

  it('path of its own: the only one that is requested, until it succeeds', async () => {
    const asked: string[] = [];
    await serve(({ url = '' }, response) => {
      asked.push(url);
      response.writeHead(asked.length < 3 ? 404 : 204).end();
    });
    await open('/up?a=1');
    expect(asked).toEqual(['/up?a=1', '/up?a=1', '/up?a=1']);
  });

  it('no path of its own: the first page counts with any status of an application', async () => {
    await serve((_, response) => response.writeHead(404).end());
    await expect(open(null)).resolves.toBeUndefined();
  });

  it('service that keeps its prefix: sees it in probes, pages and upgrades, and no X-Forwarded-Prefix', async () => {
    const seen: string[] = [];
    await serve(({ url = '', headers }, response) => {
      seen.push(url, String(headers['x-forwarded-prefix']));
      response.end();
    });
    subject.service.on('upgrade', ({ url = '', headers }, socket) => {
      seen.push(url, String(headers['x-forwarded-prefix']));
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
    await open('/up', { keptPrefix: '/ann-dev' });
    await subject.ask('/a?b=%2F');
    const websocket = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x' };
    await ask({
      port: subject.port,
      path: '/ann-dev/socket',
      headers: { host: subject.host, cookie: subject.annsCookie, ...websocket },
    });
    const none = 'undefined';
    expect(seen).toEqual(['/ann-dev/up', none, '/ann-dev/a?b=%2F', none, '/ann-dev/socket', none]);
    expect(await subject.gateway.answers(ann, '/up')).toBe(true);
  });
});
