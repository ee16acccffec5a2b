import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProxyServer, proxyUpgrade } from 'httpxy';
import { AppError } from '../../common/app-error.js';
import type { Trust } from '../../common/trusted-proxies.js';
import type { Address } from '../../runtime/container-runtime.js';
import { refuse, refuseUpgrade } from '../front/refusal.js';
import { setForwardedHeaders } from './forwarded-headers.js';
import { withoutPlatformCookies } from '../front/platform-cookies.js';
import type { RoutedPath } from '../front/route-path.js';

interface Backend {
  readonly target: Address;
  /** Of its own, so that connections kept to a container that is gone go with it. */
  readonly agent: Agent;
}

/** Carries requests to the services' addresses. */
export class EmbeddedProxy {
  private readonly backends = new Map<string, Backend>();
  private readonly proxy = createProxyServer();

  constructor(private readonly trust: Trust) {
    this.proxy.on('error', (_error, request, response) => {
      if (request && response && 'writeHead' in response)
        refuse(request, response, new AppError('service_unavailable'));
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

  /** What is being answered goes on; a connection that was kept may be dead when the service is back. */
  rest(segment: string): void {
    const kept = this.backends.get(segment)?.agent.freeSockets ?? {};
    for (const socket of Object.values(kept).flat()) socket?.destroy();
  }

  drop(segment: string): void {
    this.backends.get(segment)?.agent.destroy();
    this.backends.delete(segment);
  }

  addressOf(segment: string): Address | undefined {
    return this.backends.get(segment)?.target;
  }

  web(path: RoutedPath, request: IncomingMessage, response: ServerResponse): void {
    const backend = this.backends.get(path.segment);
    if (!backend) {
      refuse(request, response, new AppError('service_unavailable'));
      return;
    }
    this.dress(path, request);
    void this.proxy.web(request, response, backend).catch(() => {
      refuse(request, response, new AppError('service_unavailable'));
    });
  }

  /** @param onCarried once data goes both ways */
  upgrade(path: RoutedPath, request: IncomingMessage, socket: Duplex, head: Buffer, onCarried: () => void): void {
    const backend = this.backends.get(path.segment);
    if (!backend) {
      refuseUpgrade(socket, new AppError('service_unavailable'));
      return;
    }
    this.dress(path, request);
    proxyUpgrade({ ...backend.target }, request, socket, head, { xfwd: false }).then(
      (carried) => {
        // A visitor who is cut off ends nothing by himself.
        socket.once('close', () => carried.destroy());
        onCarried();
      },
      () => socket.destroy(),
    );
  }

  close(): void {
    for (const segment of [...this.backends.keys()]) this.drop(segment);
  }

  /** Rewrites the request into what the service shall see: no prefix, no platform cookie, our headers. */
  private dress(path: RoutedPath, request: IncomingMessage): void {
    request.url = path.rest;
    setForwardedHeaders(request, `/${path.segment}`, this.trust);
    const { headers } = request;
    if (headers.cookie !== undefined) {
      const cookie = withoutPlatformCookies(headers.cookie);
      if (cookie === undefined) delete headers.cookie;
      else headers.cookie = cookie;
    }
  }
}
