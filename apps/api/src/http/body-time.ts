import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { respond } from '../errors/respond.js';

export interface BodyTime {
  /** JSON, which is small. */
  readonly jsonMs: number;
  /** Files, over a connection that may be slow. */
  readonly fileMs: number;
}

/**
 * Limits how long a body may take to arrive. Not by the server's `requestTimeout`, which would also end uploads to
 * containers: those may take hours.
 * @param filePaths routes that take files
 */
export function limitBodyTime(fastify: FastifyInstance, { jsonMs, fileMs }: BodyTime, filePaths: ReadonlySet<string>) {
  fastify.addHook('onRequest', ({ raw, routeOptions }, _reply, done) => {
    if (hasBody(raw)) {
      const alarm = setTimeout(
        () => {
          if (raw.socket.writable) respond(new AppError('request_timeout'), raw.socket);
        },
        filePaths.has(routeOptions.url ?? '') ? fileMs : jsonMs,
      ).unref();
      const arrived = (): void => {
        clearTimeout(alarm);
      };
      raw.once('end', arrived).once('close', arrived);
    }
    done();
  });
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
