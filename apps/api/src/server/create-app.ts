import { randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import type { DynamicModule } from '@nestjs/common';
import { StandardSchemaSerializerInterceptor, StandardSchemaValidationPipe, type Type } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { endpoints } from '@spawner/contracts';
import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerFactory } from 'fastify';
import type { Settings } from '../config/settings.js';
import { InvalidRequest } from '../errors/invalid-request.error.js';
import { ProblemFilter } from '../errors/problem.filter.js';
import { toAppError } from '../errors/problem.js';
import { respond } from '../errors/respond.js';
import { type BodyTime, limitBodyTime } from '../http/body-time.js';
import { refuseClient } from '../http/client-errors.js';
import { addDashboardOrigin } from '../http/dashboard-origin.js';
import { acceptRawBodies } from '../http/raw-body.js';
import { addSecurityHeaders } from '../http/security-headers.js';
import { trustOf } from '../http/trusted-proxies.js';

const BODY_LIMIT = 64 * 1024;
/** A file of 25 MB takes seven minutes at half a Mbit/s. */
const BODY_TIME: BodyTime = { jsonMs: 30_000, fileMs: 600_000 };
const RAW_BODY_PATHS = new Set(
  [endpoints.putFile, endpoints.putFiles, endpoints.addMaterial, endpoints.importMembers].map(({ path }) =>
    path.replaceAll(/\{(\w+)\}/g, ':$1'),
  ),
);

export interface AppOptions {
  /** Makes the HTTP server, where requests have to be seen before the framework sees them. */
  readonly serverFactory?: FastifyServerFactory;
  readonly bodyTime?: BodyTime;
}

/** The HTTP application, ready to listen. */
export async function createApp(
  module: Type | DynamicModule,
  settings: Settings,
  options: AppOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = httpAdapter(settings, options);
  // The framework's own JSON parser is kept; Nest's would accept HTML forms as well.
  return configureApp(
    await NestFactory.create<NestFastifyApplication>(module, adapter, {
      bodyParser: false,
      abortOnError: false,
      // What fails before it listens, main.ts reports in one line.
      logger: false,
    }),
  );
}

export function httpAdapter(
  settings: Settings,
  { serverFactory, bodyTime = BODY_TIME }: AppOptions = {},
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: trustOf(settings.http.trustedProxies),
    clientErrorHandler: refuseClient,
    // What comes on a kept connection meanwhile is answered (drain.ts). The framework would say 503 without a reason.
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    // For a malformed address the framework calls no filter.
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      respond(toAppError(error), reply);
    },
    ...(serverFactory && { serverFactory }),
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  acceptRawBodies(fastify, RAW_BODY_PATHS);
  addSecurityHeaders(fastify, settings.publicUrl);
  addDashboardOrigin(fastify, settings);
  limitBodyTime(fastify, bodyTime, RAW_BODY_PATHS);
  return adapter;
}

/** What holds for every request, whichever module answers it. */
export async function configureApp(app: NestFastifyApplication): Promise<NestFastifyApplication> {
  await app.register(fastifyCookie);
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: (issues) => new InvalidRequest(issues) }));
  app.useGlobalInterceptors(new StandardSchemaSerializerInterceptor(app.get(Reflector)));
  app.useGlobalFilters(new ProblemFilter());
  return app;
}
