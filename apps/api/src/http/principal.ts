import type { FastifyRequest } from 'fastify';

/** The user of a request, from its access token alone. */
export interface Principal {
  readonly userId: number;
  readonly slug: string;
  /** Of an account that belongs to a class. */
  readonly classId: number | null;
  readonly login: 'session' | 'token';
  /** Of an API token, its id. */
  readonly sessionId: string;
  /** They had to wait for approval when the token was issued. */
  readonly waits: boolean;
  /** When the access token ends, in seconds since 1970. */
  readonly expiresAt: number;
}

export type AuthenticatedRequest = FastifyRequest & { user: Principal };
