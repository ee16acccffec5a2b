import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clientAddress } from './client-address.js';
import { type UserAgent, userAgentOf } from './user-agent.js';

/** Where a request came from, as far as it can be told. */
export interface Whereabouts extends UserAgent {
  readonly ip: string;
}

const whereaboutsOf = (request: FastifyRequest): Whereabouts => ({
  ...userAgentOf(request.headers['user-agent']),
  ip: clientAddress(request),
});

export const CalledFrom = createParamDecorator(
  (_: unknown, context: ExecutionContext): Whereabouts =>
    whereaboutsOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
