import type { FastifyRequest } from 'fastify';

/** The token of an `Authorization: Bearer …` header, or null. */
export const bearerToken = ({ headers }: FastifyRequest): string | null =>
  /^bearer\s+(\S+)/i.exec(headers.authorization ?? '')?.[1] ?? null;
