import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Trust } from '../../common/trusted-proxies.js';

/**
 * What the service is told about the visitor. Only we and the proxies we trust may say; whatever else a visitor sends
 * under these names is dropped.
 */
export function forwardedHeaders(request: IncomingMessage, prefix: string, trust: Trust): IncomingHttpHeaders {
  const peer = request.socket.remoteAddress ?? '';
  const given = trust(peer, 0) ? request.headers : {};
  const clean = Object.fromEntries(
    Object.entries(request.headers).filter(
      ([name]) => !/^(x[-_.]forwarded[-_.]|x[-_.]real[-_.]ip$|forwarded$)/.test(name),
    ),
  );
  return {
    ...clean,
    'x-forwarded-for': [given['x-forwarded-for'], peer].filter(Boolean).join(', '),
    'x-forwarded-proto': given['x-forwarded-proto'] ?? 'http',
    'x-forwarded-host': given['x-forwarded-host'] ?? request.headers.host,
    'x-forwarded-prefix': prefix,
  };
}
