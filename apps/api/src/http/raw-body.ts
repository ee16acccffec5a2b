import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';

/** Passes bodies of every type but JSON, unread, to the routes of these paths; other routes refuse them. */
export function acceptRawBodies(fastify: FastifyInstance, paths: ReadonlySet<string>): void {
  fastify.addContentTypeParser('*', (request: FastifyRequest, payload: unknown, done) => {
    if (paths.has(request.routeOptions.url ?? '')) done(null, payload);
    else done(new AppError('unsupported_media_type'));
  });
}

/** @throws AppError `file_too_large`, `unsupported_media_type` where the framework has already read it as JSON */
export async function readBody({ body, headers }: FastifyRequest, mostBytes: number): Promise<Buffer> {
  const tooLarge = new AppError('file_too_large', { megabytes: mostBytes / 1024 ** 2 });
  if (Number(headers['content-length'] ?? 0) > mostBytes) throw tooLarge;
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (!(body instanceof Readable)) throw new AppError('unsupported_media_type');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
