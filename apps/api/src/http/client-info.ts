import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clientAddress } from './client-address.js';
import { type UserAgent, userAgentOf } from './user-agent.js';

/** Address and browser of a request, as far as they are known. */
export interface ClientInfo extends UserAgent {
  readonly ip: string;
}

const clientInfoOf = (request: FastifyRequest): ClientInfo => ({
  ...userAgentOf(request.headers['user-agent']),
  ip: clientAddress(request),
});

export const FromClient = createParamDecorator(
  (_: unknown, context: ExecutionContext): ClientInfo =>
    clientInfoOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
