import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { classPages, consolePages, pages } from '@spawner/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { respond } from '../errors/respond.js';
import { NO_ROUTE_HEADER } from '../gateway/requests/service-hosts.js';
import { DASHBOARD_POLICY } from '../http/security-headers.js';

/**
 * Serves the SPA: its files, its page on every path of its own, and its page with status 404 when a browser opens any
 * other path.
 * @param folder the built SPA
 */
export async function serveWeb(fastify: FastifyInstance, folder: string): Promise<void> {
  const page = await readFile(join(folder, 'index.html'));
  const sendPage = (reply: FastifyReply, status: number) =>
    reply
      .status(status)
      .type('text/html; charset=utf-8')
      .headers({ 'cache-control': 'no-cache', 'content-security-policy': DASHBOARD_POLICY })
      .send(page);

  await fastify.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    preCompressed: true,
    index: false,
    decorateReply: false,
    // File names below assets/ carry a hash of their content.
    setHeaders: (response, path) => {
      const hashed = path.includes(join(folder, 'assets'));
      response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  for (const path of new Set([pages, consolePages, classPages].flatMap(Object.values<string>))) {
    fastify.get(path, (_request, reply) => sendPage(reply, 200));
  }
  fastify.get('/*', (request, reply) => {
    void reply.header(NO_ROUTE_HEADER, '1');
    if (isNavigation(request)) return sendPage(reply, 404);
    respond(new AppError('not_found'), reply);
    return reply;
  });
}

const isNavigation = (request: FastifyRequest): boolean =>
  !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html');
