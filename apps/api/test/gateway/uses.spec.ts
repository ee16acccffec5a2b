import type { ServerResponse } from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ann } from './ann.js';
import { background, navigation, program } from './callers.js';
import { EmbeddedTestGateway } from './embedded-test-gateway.js';

describe('uses of a service', () => {
  let subject: EmbeddedTestGateway;
  let download: ServerResponse;

  beforeEach(async () => {
    subject = await EmbeddedTestGateway.open((request, response) => {
      if (request.url === '/events') response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (request.url === '/events' || request.url === '/download') {
        response.write('first');
        download = response;
      } else response.end();
    });
    subject.admit();
  });

  afterEach(async () => {
    await subject.close();
  });

  /** Resolves with the open connection once the answer has begun. */
  const start = async (path: string): Promise<net.Socket> => {
    const socket = net.connect(subject.port, '127.0.0.1', () => {
      socket.write(`GET /ann-dev${path} HTTP/1.1\r\nHost: h\r\nCookie: ${subject.annsCookie}\r\n\r\n`);
    });
    for await (const bytes of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (bytes.toString().includes('first')) break;
    }
    return socket;
  };

  it('request: recorded with service and time', async () => {
    const before = Date.now();
    await subject.ask('/', navigation);
    const [use] = subject.gateway.takeUses();
    expect(use?.route).toEqual({ userId: 1, slug: 'ann', type: 'dev' });
    expect(use?.at.getTime()).toBeGreaterThanOrEqual(before);
    expect(subject.gateway.takeUses()).toEqual([]);
  });

  it('navigation, program, change, first read of an address by a page: one use each; repeated read: none', async () => {
    for (const [headers, method] of [
      [navigation, 'GET'],
      [program, 'GET'],
      [background, 'POST'],
      [background, 'GET'],
    ] as const) {
      await subject.ask('/', headers, { method });
      expect(subject.uses).toBe(1);
    }
    await subject.ask('/', background);
    await subject.ask('/favicon.ico', background);
    expect(subject.uses).toBe(0);
  });

  it('download: in use until it ends; event stream: only its request counts', async () => {
    const downloading = await start('/download');
    expect([subject.uses, subject.uses, subject.gateway.isConnected(ann)]).toEqual([1, 1, true]);
    download.end();
    // A use that never ends fails by the timeout of the test.
    while (subject.uses > 0 || subject.gateway.isConnected(ann)) await new Promise((resolve) => setImmediate(resolve));
    downloading.destroy();

    const listening = await start('/events');
    expect([subject.uses, subject.uses]).toEqual([1, 0]);
    listening.destroy();
  });
});
