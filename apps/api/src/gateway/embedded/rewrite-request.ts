import type { IncomingMessage } from 'node:http';
import type { Trust } from '../../http/trusted-proxies.js';
import { setForwardedHeaders } from '../headers/forwarded-headers.js';
import { withoutPlatformCookies } from '../headers/platform-cookies.js';
import type { RoutedPath } from '../routes/route-path.js';

/**
 * `/ann-dev/a` becomes `/a` with X-Forwarded-* and without the platform's cookies. In place: a copy would cost throughput.
 * @param keptPrefix not empty where the application sees the prefix: then nothing was taken away that it has to be told of
 */
export function rewriteRequest(request: IncomingMessage, path: RoutedPath, keptPrefix: string, trust: Trust): void {
  if (keptPrefix === '') request.url = path.rest;
  setForwardedHeaders(request, keptPrefix === '' ? path.prefix : '', trust);
  const { headers } = request;
  if (headers.cookie === undefined) return;
  const cookie = withoutPlatformCookies(headers.cookie);
  if (cookie === undefined) delete headers.cookie;
  else headers.cookie = cookie;
}
