import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ResponsePolicy } from '../../access/access-policy.js';
import { AppError } from '../../errors/app-error.js';
import { respond } from '../../errors/respond.js';
import type { Trust } from '../../http/trusted-proxies.js';
import type { Address } from '../../runtime/container-runtime.js';
import { ApplicationProxy } from '../application-proxy.js';
import { setForwardedHeaders } from '../headers/forwarded-headers.js';
import { withoutPlatformCookies } from '../headers/platform-cookies.js';
import { allowEverything, isPreflight, restrainAnswer } from '../headers/response-headers.js';
import type { RoutedPath } from '../routes/route-path.js';

interface Backend {
  readonly target: Address;
  /** Of its own, so that connections kept to a container that is gone go with it. */
  readonly agent: Agent;
  readonly standing: ResponsePolicy;
  /** Of its own as well: it knows how far this service's answers are trusted. */
  readonly proxy: ApplicationProxy;
}

/** Carries requests to the services' addresses. */
export class EmbeddedProxy {
  private readonly backends = new Map<string, Backend>();

  constructor(private readonly trust: Trust) {}

  /**
   * @param segment `{slug}-{type}`
   * @param standing how far the service's answers are trusted
   */
  serve(segment: string, address: Address, standing: ResponsePolicy): void {
    const current = this.backends.get(segment)?.target;
    if (current?.host === address.host && current.port === address.port) return;
    this.drop(segment);
    this.backends.set(segment, {
      target: address,
      agent: new Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 32 }),
      standing,
      proxy: new ApplicationProxy((headers) => {
        restrainAnswer(headers, standing);
      }),
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
      respond(new AppError('service_unavailable'), response);
      return;
    }
    if (backend.standing.sandboxed && isPreflight(request)) {
      allowEverything(response);
      return;
    }
    this.dress(path, request);
    const { proxy, target, agent } = backend;
    proxy.web(request, response, target, agent);
  }

  /** @param onUpgraded called before data goes both ways */
  upgrade(path: RoutedPath, request: IncomingMessage, socket: Socket, head: Buffer, onUpgraded: () => void): void {
    const backend = this.backends.get(path.segment);
    if (!backend) {
      respond(new AppError('service_unavailable'), socket);
      return;
    }
    this.dress(path, request);
    backend.proxy.upgrade(request, socket, head, backend.target, onUpgraded);
  }

  close(): void {
    for (const segment of [...this.backends.keys()]) this.drop(segment);
  }

  /** Rewrites the request into what the service shall see: no prefix, no platform cookie, our headers. */
  private dress(path: RoutedPath, request: IncomingMessage): void {
    request.url = path.rest;
    setForwardedHeaders(request, path.prefix, this.trust);
    const { headers } = request;
    if (headers.cookie !== undefined) {
      const cookie = withoutPlatformCookies(headers.cookie);
      if (cookie === undefined) delete headers.cookie;
      else headers.cookie = cookie;
    }
  }
}
