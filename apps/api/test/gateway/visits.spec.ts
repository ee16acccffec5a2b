import type { ServerResponse } from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { background, navigation, program } from './callers.js';
import { EmbeddedTestGateway } from './embedded-test-gateway.js';

describe('visits', () => {
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

  /** Asks and hangs up before the answer has ended. */
  const start = async (path: string): Promise<net.Socket> => {
    const socket = net.connect(subject.port, '127.0.0.1', () => {
      socket.write(`GET /ann-dev${path} HTTP/1.1\r\nHost: h\r\nCookie: ${subject.annsCookie}\r\n\r\n`);
    });
    for await (const bytes of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (bytes.toString().includes('first')) break;
    }
    return socket;
  };

  it('are whose service it was, and when', async () => {
    const before = Date.now();
    await subject.ask('/', navigation);
    const [visit] = subject.gateway.takeUses();
    expect(visit?.route).toEqual({ userId: 1, slug: 'ann', type: 'dev' });
    expect(visit?.at.getTime()).toBeGreaterThanOrEqual(before);
    expect(subject.gateway.takeUses()).toEqual([]);
  });

  it('are navigations, programs and changes, and what a page reads for the first time', async () => {
    for (const [headers, method] of [
      [navigation, 'GET'],
      [program, 'GET'],
      [background, 'POST'],
      [background, 'GET'],
    ] as const) {
      await subject.ask('/', headers, { method });
      expect(subject.visits).toBe(1);
    }
    await subject.ask('/', background);
    await subject.ask('/favicon.ico', background);
    expect(subject.visits).toBe(0);
  });

  it('last as long as a download, and a stream of events is none', async () => {
    const downloading = await start('/download');
    expect([subject.visits, subject.visits]).toEqual([1, 1]);
    download.end();
    // Ends with the test's own deadline where the visit never does.
    while (subject.visits > 0) await new Promise((resolve) => setImmediate(resolve));
    downloading.destroy();

    const listening = await start('/events');
    expect([subject.visits, subject.visits]).toEqual([1, 0]);
    listening.destroy();
  });
});
