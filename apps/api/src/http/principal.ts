import type { FastifyRequest } from 'fastify';

/** Who a request speaks for, read from its access token alone. */
export interface Principal {
  readonly userId: number;
  readonly slug: string;
  readonly email: string;
  readonly login: 'session' | 'token';
  /** Or the id of the API token. */
  readonly sessionId: string;
  /** When the access token ends, in seconds since 1970. */
  readonly expiresAt: number;
}

export type AuthenticatedRequest = FastifyRequest & { user: Principal };
