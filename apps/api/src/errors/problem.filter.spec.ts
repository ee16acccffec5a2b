import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { fastify } from 'fastify';
import { acceptRawBodies, readBody } from '../http/raw-body.js';
import { ProblemFilter } from './problem.filter.js';

describe('ProblemFilter', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('client that leaves while it sends a body: no failure in the log; a failure of ours is', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const filter = new ProblemFilter();
    const server = fastify();
    acceptRawBodies(server, new Set(['/file']));
    let failed: (error: unknown) => void = () => undefined;
    const failure = new Promise<unknown>((resolve) => (failed = resolve));
    server.post('/file', async (request, reply) => {
      await readBody(request, 1_000_000).catch((error: unknown) => {
        filter.catch(error, new ExecutionContextHost([request, reply]));
        failed(error);
      });
    });
    server.get('/bug', (request, reply) => {
      filter.catch(new Error('a bug'), new ExecutionContextHost([request, reply]));
    });
    try {
      const url = await server.listen({ host: '127.0.0.1', port: 0 });
      const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('POST /file HTTP/1.1\r\nhost: here\r\ncontent-type: text/csv\r\ncontent-length: 1000\r\n\r\nname');
      await once(server.server, 'request');
      socket.destroy();
      expect(await failure).toMatchObject({ code: 'ECONNRESET' });
      expect(logged).not.toHaveBeenCalled();
      expect((await fetch(`${url}/bug`)).status).toBe(500);
      expect(logged).toHaveBeenCalledTimes(1);
    } finally {
      await server.close();
    }
  });
});
