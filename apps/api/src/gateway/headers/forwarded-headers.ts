import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { Trust } from '../../http/trusted-proxies.js';

const SPOOFABLE = /^(x[-_.](forwarded|spawner)[-_.]|x[-_.]real[-_.]ip$|forwarded$)/;

/**
 * Tells the service about the visitor. Only we and the proxies we trust may say; whatever else a visitor sends under
 * these names, or ours, is dropped. In place: a copy of every request's headers would cost a tenth of the throughput.
 */
export function setForwardedHeaders(request: IncomingMessage, prefix: string, trust: Trust): void {
  const { headers, socket } = request;
  const peer = socket.remoteAddress ?? '';
  const trusted = trust(peer, 0);
  // From the nearest on as far as each says who is trusted; what is before that, the visitor may have made up.
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
