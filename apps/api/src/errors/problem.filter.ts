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
    const { id, raw } = http.getRequest<FastifyRequest>();
    const error = toAppError(exception);
    // A client that leaves while it sends a body is no failure of ours.
    if (exception !== raw.errored) logCause(this.logger, error, id);
    respond(error, http.getResponse<FastifyReply>());
  }
}
