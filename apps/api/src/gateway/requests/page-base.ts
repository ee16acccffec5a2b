import type { ServerResponse } from 'node:http';
import type { ServiceRequest } from '../service-request.js';

/**
 * Whether it goes to `/ann-dev` and not to `/ann-dev/`: relative links of a page there would leave the service. Never for a
 * WebSocket, because browsers follow no redirect of one.
 */
export const lacksSlash = ({ target, path, headers }: ServiceRequest): boolean =>
  target !== path && headers['sec-websocket-key'] === undefined && /^\/[^/?]+(\?|$)/.test(target);

/** Redirects to the address with the slash. Not cached: the slug may belong to another user tomorrow. */
export function redirectToSlash({ method, target }: ServiceRequest, origin: string, response: ServerResponse): void {
  response.writeHead(method === 'GET' || method === 'HEAD' ? 301 : 308, {
    location: origin + target.replace(/\?|$/, '/$&'),
    'cache-control': 'no-store',
    'content-length': 0,
  });
  response.end();
}
