import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clientAddress } from './client-address.js';
import { type UserAgent, userAgentOf } from './user-agent.js';

/** Where a request came from, as far as it can be told. */
export interface ClientInfo extends UserAgent {
  readonly ip: string;
}

const whereaboutsOf = (request: FastifyRequest): ClientInfo => ({
  ...userAgentOf(request.headers['user-agent']),
  ip: clientAddress(request),
});

export const FromClient = createParamDecorator(
  (_: unknown, context: ExecutionContext): ClientInfo =>
    whereaboutsOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
