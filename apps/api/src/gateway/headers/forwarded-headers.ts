import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { Trust } from '../../http/trusted-proxies.js';

const SPOOFABLE = /^(x[-_.](forwarded|spawner)[-_.]|x[-_.]real[-_.]ip$|forwarded$)/;

/**
 * Sets X-Forwarded-* for the service. Only we and trusted proxies may set them, so a client's own are dropped, and its
 * X-Spawner-* too. In place: a copy of every request's headers would cost a tenth of the throughput.
 */
export function setForwardedHeaders(request: IncomingMessage, prefix: string, trust: Trust): void {
  const { headers, socket } = request;
  const peer = socket.remoteAddress ?? '';
  const trusted = trust(peer, 0);
  // From the nearest proxy back to the first address that is not trusted: a client can invent everything before it.
  const line = trusted ? proxyAddr.all(request, trust).reverse().join(', ') : peer;
  const proto = trusted && headers['x-forwarded-proto'];
  const host = (trusted && headers['x-forwarded-host']) || headers.host;
  for (const name in headers) if (SPOOFABLE.test(name)) Reflect.deleteProperty(headers, name);
  headers['x-forwarded-for'] = line;
  headers['x-forwarded-proto'] = proto || 'http';
  // HTTP/1.0 needs no Host, and Node writes no header without a value.
  if (host) headers['x-forwarded-host'] = host;
  if (prefix) headers['x-forwarded-prefix'] = prefix;
}
