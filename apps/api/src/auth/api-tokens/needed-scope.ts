import { type ApiScope, type Endpoint, endpoints } from '@spawner/contracts';
import type { FastifyRequest } from 'fastify';

const scopes: ReadonlyMap<string, ApiScope> = new Map(
  Object.values<Endpoint>(endpoints).flatMap(({ method, path, scope }) =>
    scope ? [[`${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, scope] as const] : [],
  ),
);

/** What the endpoint table asks of a personal API token here; null where none is accepted, as at every unknown route. */
export function neededScope({ method, routeOptions }: FastifyRequest): ApiScope | null {
  return scopes.get(`${method === 'HEAD' ? 'GET' : method} ${routeOptions.url ?? ''}`) ?? null;
}
