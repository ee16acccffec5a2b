import http, {
  type Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import { AppError } from '../errors/app-error.js';
import { respond } from '../errors/respond.js';
import { REFUSED_HEADERS, SHARING_HEADERS } from './headers/refused-headers.js';

/** They hold for one connection (RFC 9110, 7.6.1): Node writes its own on the connection to the client. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** Allowed in the head only (RFC 9110, 6.5.1): as trailers they would pass what restrains the headers. */
const NEVER_TRAILERS: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  ...REFUSED_HEADERS,
  ...SHARING_HEADERS,
  'content-length',
  'set-cookie',
]);

export interface Target {
  /** `http:` unless it is `https:`. */
  readonly protocol?: string;
  readonly host: string;
  readonly port: number | string;
}

/**
 * Carries requests to an application and its answers back. An application may answer anything; what Node cannot write
 * throws, and in a listener that ends the process. So every answer is written here, by `writeHead`.
 */
export class ApplicationProxy {
  private readonly proxy = createProxyServer({ selfHandleResponse: true, secure: false });

  /** @param restrain takes out of an answer's headers, in place, what the platform does not accept */
  constructor(private readonly restrain: (headers: IncomingHttpHeaders) => void = () => undefined) {
    this.proxy.on('error', (_error, _request, response) => {
      if (response instanceof ServerResponse) respondUnavailable(response);
    });
    this.proxy.on('proxyReq', (outgoing, _request, response) => {
      // Without a listener Node drops the connection without an error, and the client waits for ever.
      outgoing.once('upgrade', (_answer, upstream) => {
        upstream.destroy();
        respondUnavailable(response);
      });
    });
    this.proxy.on('proxyRes', (answer, request, response) => {
      this.writeAnswer(answer, request, response);
    });
  }

  web(request: IncomingMessage, response: ServerResponse, target: Target, agent?: Agent): void {
    // Our server has said "100 Continue" already, and httpxy emits no `proxyReq` where it is expected.
    delete request.headers.expect;
    void this.proxy.web(request, response, { target, ...(agent && { agent }) }).catch(() => response.destroy());
  }

  /** @param onUpgraded called before data goes both ways */
  upgrade(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    target: Target,
    onUpgraded: () => void = () => undefined,
  ): void {
    const response = responseOn(socket, request);
    if (!response || request.method !== 'GET' || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      socket.destroy();
      return;
    }
    let outgoing: ClientRequest;
    try {
      outgoing = requestUpgrade(request, target);
    } catch {
      respondUnavailable(response);
      return;
    }
    socket.once('close', () => outgoing.destroy());
    outgoing.on('error', () => {
      respondUnavailable(response);
    });
    outgoing.on('response', (answer) => {
      answer.on('error', () => response.destroy());
      this.writeAnswer(answer, request, response);
    });
    outgoing.on('upgrade', (answer, upstream: Socket, first) => {
      const { upgrade } = answer.headers;
      this.restrain(answer.headers);
      if (!writeHead(answer, response, { connection: 'Upgrade', upgrade })) {
        upstream.destroy();
        respondUnavailable(response);
        return;
      }
      response.flushHeaders();
      response.detachSocket(socket);
      onUpgraded();
      socket.unshift(head);
      upstream.unshift(first);
      join(socket, upstream);
    });
    outgoing.end();
  }

  private writeAnswer(answer: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
    this.restrain(answer.headers);
    const { trailer } = answer.headers;
    const isWritten =
      answer.statusCode !== 101 &&
      writeHead(answer, response, trailer !== undefined && isChunked(answer, request, response) ? { trailer } : {});
    if (!isWritten) {
      answer.destroy();
      respondUnavailable(response);
      return;
    }
    // Before `pipe` ends the response. Node leaves them out where it does not write chunks.
    answer.once('end', () => {
      response.addTrailers(Object.entries(answer.trailers).filter(isTrailer));
    });
    answer.pipe(response);
  }
}

/** False: Node cannot write this head, and the response is as it was before. */
function writeHead(
  { statusCode = 0, statusMessage, headers }: IncomingMessage,
  response: ServerResponse,
  hopByHop: OutgoingHttpHeaders,
): boolean {
  try {
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && !HOP_BY_HOP.has(name)) response.setHeader(name, value);
    }
    response.writeHead(statusCode, statusMessage, hopByHop);
    return true;
  } catch {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.statusMessage = '';
    return false;
  }
}

/** Whether Node writes the body in chunks; without them a Trailer header throws. */
function isChunked(
  { statusCode = 0, headers }: IncomingMessage,
  { method }: IncomingMessage,
  response: ServerResponse,
): boolean {
  const hasBody = method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
  return hasBody && headers['content-length'] === undefined && response.useChunkedEncodingByDefault;
}

const isTrailer = (entry: [string, string | undefined]): entry is [string, string] => !NEVER_TRAILERS.has(entry[0]);

/** An answer that has begun ends by itself: it may be whole, as where an application sends a body after a HEAD. */
function respondUnavailable(response: ServerResponse): void {
  if (!response.headersSent) respond(new AppError('service_unavailable'), response);
}

/** The response to an upgrade, for which Node makes none. Null while an earlier request on the socket is not answered. */
function responseOn(socket: Socket, request: IncomingMessage): ServerResponse | null {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.once('finish', () => {
    socket.destroySoon();
  });
  try {
    response.assignSocket(socket);
    return response;
  } catch {
    return null;
  }
}

/** @throws where Node cannot write what the client sent */
function requestUpgrade({ url, headers }: IncomingMessage, { protocol, host, port }: Target): ClientRequest {
  // An upgrade has no body; these headers would let the application read the first frames as one.
  delete headers['content-length'];
  delete headers['transfer-encoding'];
  const { request } = protocol === 'https:' ? https : http;
  return request({ host, port, path: url, headers, agent: false, rejectUnauthorized: false });
}

function join(client: Socket, upstream: Socket): void {
  for (const socket of [client, upstream]) socket.setKeepAlive(true);
  upstream.on('error', () => client.destroy());
  client.once('close', () => upstream.destroy());
  upstream.pipe(client).pipe(upstream);
}
