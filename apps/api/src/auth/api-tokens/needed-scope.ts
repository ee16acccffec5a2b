import { type ApiScope, type Endpoint, endpoints } from '@spawner/contracts';
import type { FastifyRequest } from 'fastify';

const scopes: ReadonlyMap<string, ApiScope> = new Map(
  Object.values<Endpoint>(endpoints).flatMap(({ method, path, scope }) =>
    scope ? [[`${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, scope] as const] : [],
  ),
);

/** The scope that a personal API token needs for this route; null where no API token is accepted, as at unknown routes. */
export function neededScope({ method, routeOptions }: FastifyRequest): ApiScope | null {
  return scopes.get(`${method === 'HEAD' ? 'GET' : method} ${routeOptions.url ?? ''}`) ?? null;
}
