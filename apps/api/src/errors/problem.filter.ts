import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logCause, toAppError } from './problem.js';
import { respond } from './respond.js';

/** Turns everything that a handler throws into RFC 9457 problem JSON. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const error = toAppError(exception);
    logCause(this.logger, error, http.getRequest<FastifyRequest>().id);
    respond(error, http.getResponse<FastifyReply>());
  }
}
