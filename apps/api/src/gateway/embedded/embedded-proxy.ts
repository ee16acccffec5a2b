import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProxyServer, proxyUpgrade } from 'httpxy';
import { named, problemOf } from '../../common/problem.filter.js';
import { AppError } from '../../common/app-error.js';
import { preferredLanguage } from '../../common/i18n/language.js';
import type { Address } from '../../runtime/container-runtime.js';
import type { Trust } from '../../common/trusted-proxies.js';
import { setForwardedHeaders } from './forwarded-headers.js';
import { withoutPlatformCookies } from './platform-cookies.js';
import { splitTarget } from './route-path.js';

interface Backend {
  readonly target: Address;
  /** Of its own, so that connections kept to a container that is gone go with it. */
  readonly agent: Agent;
}

/** The reverse proxy in front of the framework: takes what belongs to a service, leaves the rest. */
export class EmbeddedProxy {
  private readonly backends = new Map<string, Backend>();
  private readonly proxy = createProxyServer();

  constructor(private readonly trust: Trust) {
    this.proxy.on('error', (_error, request, response) => {
      if (request && response && 'writeHead' in response) refuse(request, response);
    });
  }

  /** @param segment `{slug}-{type}` */
  serve(segment: string, address: Address): void {
    const current = this.backends.get(segment)?.target;
    if (current?.host === address.host && current.port === address.port) return;
    this.drop(segment);
    this.backends.set(segment, {
      target: address,
      agent: new Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 32 }),
    });
  }

  drop(segment: string): void {
    this.backends.get(segment)?.agent.destroy();
    this.backends.delete(segment);
  }

  addressOf(segment: string): Address | undefined {
    return this.backends.get(segment)?.target;
  }

  /** False when the request is not for a service. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const backend = this.claim(request);
    if (!backend) return false;
    void this.proxy.web(request, response, backend).catch(() => {
      refuse(request, response);
    });
    return true;
  }

  /** False when the upgrade is not for a service. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const backend = this.claim(request);
    if (!backend) return false;
    proxyUpgrade({ ...backend.target }, request, socket, head, { xfwd: false }).catch(() => {
      socket.destroy();
    });
    return true;
  }

  close(): void {
    for (const segment of [...this.backends.keys()]) this.drop(segment);
  }

  /** Finds the service and rewrites the request into what it shall see: no prefix, no platform cookie, our headers. */
  private claim(request: IncomingMessage): Backend | undefined {
    const path = splitTarget(request.url ?? '');
    const backend = path && this.backends.get(path.segment);
    if (!backend) return undefined;
    request.url = path.rest;
    setForwardedHeaders(request, `/${path.segment}`, this.trust);
    const { headers } = request;
    if (headers.cookie !== undefined) {
      const cookie = withoutPlatformCookies(headers.cookie);
      if (cookie === undefined) delete headers.cookie;
      else headers.cookie = cookie;
    }
    return backend;
  }
}

/** The service does not answer right now; what was already sent to the visitor can only be cut off. */
function refuse(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const error = named(new AppError('service_unavailable'));
  const problem = problemOf(error, preferredLanguage(request.headers['accept-language']), '-');
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(problem));
}
