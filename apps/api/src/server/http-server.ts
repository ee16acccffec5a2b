import { IncomingMessage, type RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../errors/app-error.js';
import { respond } from '../errors/respond.js';
import type { HttpEntry } from '../gateway/http-entry.js';
import { TARGET_LENGTH } from '../gateway/service-request.js';
import type { Trust } from '../http/trusted-proxies.js';
import { ConnectionLimit } from './connection-limit.js';

/** Longer than Traefik keeps an idle connection (90 s), so that it never sends a request on one that is closing. */
const KEEP_ALIVE_MS = 100_000;
const HEADER_COUNT = 100;
/** What a proxy adds to a client's headers. Traefik's ForwardAuth adds nine, 0.5 KiB beside the address. */
const ADDED_BY_PROXY = /^x-(forwarded-|real-ip$)/i;
const ADDED_COUNT = 16;
/** Of the client's headers and address, and of what a proxy adds. */
const HEADER_BYTES = (16 + 1) * 1024;

export interface ServerLimits {
  /** From a connection, or from the first byte on one that was kept, to the last header. */
  readonly headersMs: number;
  /** A browser has six, and one for each WebSocket; a class of 30 behind one address stays far below. */
  readonly connectionsOfOne: number;
}

const LIMITS: ServerLimits = { headersMs: 20_000, connectionsOfOne: 1000 };

/**
 * Only WebSockets are upgrades. Others, such as to `h2c`, may be ignored (RFC 9110, 7.8): the request is answered as it is.
 * Node asks this property after it has set it; `shouldUpgradeCallback` needs Node 24.9.
 */
class UpgradableRequest extends IncomingMessage {
  private wantsUpgrade = false;

  get upgrade(): boolean {
    return this.wantsUpgrade && (this.method === 'CONNECT' || isWebSocket(this));
  }

  set upgrade(wanted: boolean) {
    this.wantsUpgrade = wanted;
  }
}

const isWebSocket = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

/** One server for everything: requests that the entry takes never reach the framework. */
export class HttpServer extends Server {
  private readonly upgraded = new Set<Duplex>();

  /** @param entry called at every request, because the entry is created after the server */
  constructor(
    entry: () => HttpEntry,
    framework: RequestListener,
    trust: Trust = () => false,
    { headersMs, connectionsOfOne }: ServerLimits = LIMITS,
  ) {
    const timeouts = {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: headersMs,
      connectionsCheckingInterval: headersMs / 4,
      // A body may take hours on its way to a container; the API's own routes have their own limit (body-time.ts).
      requestTimeout: 0,
    };
    super({ ...timeouts, maxHeaderSize: HEADER_BYTES, IncomingMessage: UpgradableRequest }, (request, response) => {
      const excess = excessOf(request);
      if (excess) respond(excess, response);
      else if (!entry().handle(request, response)) framework(request, response);
    });
    // Node drops further headers, so one more than allowed shows that there were too many.
    this.maxHeadersCount = HEADER_COUNT + ADDED_COUNT + 1;
    const connections = new ConnectionLimit(connectionsOfOne, trust);
    this.on('connection', (socket: Socket) => {
      if (!connections.accept(socket)) {
        respond(new AppError('too_many_requests', { retryAfterSeconds: 60 }), socket);
      }
    });
    this.on('upgrade', (request, socket: Socket, head: Buffer) => {
      // Node has removed its own listener, and an 'error' event without one ends the process.
      socket.on('error', () => undefined);
      const excess = excessOf(request);
      if (excess) {
        respond(excess, socket);
        return;
      }
      if (!entry().upgrade(request, socket, head)) {
        socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      this.upgraded.add(socket);
      socket.once('close', () => this.upgraded.delete(socket));
    });
  }

  /** The server no longer knows upgraded sockets, but its close would wait for them. */
  override close(callback?: (error?: Error) => void): this {
    for (const socket of this.upgraded) socket.destroy();
    return super.close(callback);
  }

  /** Node's own `close` begins with it, and would cut a kept connection under a request that is on its way: see `Drain`. */
  override closeIdleConnections(): void {
    // They are cut with all others.
  }
}

function excessOf({ url = '', rawHeaders }: IncomingMessage): AppError | null {
  if (url.length > TARGET_LENGTH) return new AppError('address_too_long');
  const count = rawHeaders.length / 2;
  if (count <= HEADER_COUNT) return null;
  const added = rawHeaders.filter((name, at) => at % 2 === 0 && ADDED_BY_PROXY.test(name)).length;
  return count - Math.min(added, ADDED_COUNT) > HEADER_COUNT ? new AppError('headers_too_large') : null;
}
