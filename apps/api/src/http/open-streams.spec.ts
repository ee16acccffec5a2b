import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { type OpenStream, OpenStreams } from './open-streams.js';

const CHUNK = 'x'.repeat(64 * 1024);
/** What the kernel takes for a reader who does not read is in its buffers, not in ours. */
const MOST_BYTES = 32 * 1024 * 1024;

describe('OpenStreams', () => {
  it('reader that does not read: cut off before much is kept for it', async () => {
    const streams = new OpenStreams();
    const server = fastify();
    let started: (stream: OpenStream | null) => void = () => undefined;
    const starting = new Promise<OpenStream | null>((resolve) => (started = resolve));
    server.get('/', (_request, reply) => {
      started(streams.start(reply, 7, 'text/event-stream'));
    });
    await server.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1').pause();
    try {
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
      const stream = await starting;
      let written = 0;
      while (stream && !stream.ended.aborted && written < MOST_BYTES) {
        stream.write(CHUNK);
        written += CHUNK.length;
        await setImmediate();
      }
      expect(stream?.ended.aborted).toBe(true);
    } finally {
      socket.destroy();
      await server.close();
    }
  });

  it('first text larger than what may be unread: a reader gets it whole', async () => {
    const streams = new OpenStreams();
    const server = fastify();
    const text = 'x'.repeat(8 * 1024 * 1024);
    server.get('/', (_request, reply) => {
      const stream = streams.start(reply, 7, 'text/event-stream');
      stream?.write(text);
      stream?.end();
    });
    try {
      const url = await server.listen({ host: '127.0.0.1', port: 0 });
      expect((await (await fetch(url)).text()).length).toBe(text.length);
    } finally {
      await server.close();
    }
  });
});
