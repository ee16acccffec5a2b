import http, {
  type Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type InformationEvent,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import https, { type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import { AppError } from '../errors/app-error.js';
import { respond } from '../errors/respond.js';
import { ANSWER_PARSING } from './answer-parsing.js';
import { REFUSED_HEADERS, SHARING_HEADERS } from './headers/refused-headers.js';
import type { MutualTls } from './mutual-tls.js';

/** They hold for one connection (RFC 9110, 7.6.1): Node writes its own on the other one. */
const HOP_BY_HOP = [
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const;
const HOP_BY_HOP_NAMES: ReadonlySet<string> = new Set(HOP_BY_HOP);
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
  /** Without it, any certificate will do. */
  readonly tls?: MutualTls;
}

/**
 * A link with its parameters, which can be read in one way only: Node checks links with an expression that tries all ways
 * before it refuses one, two for each parameter, and one header would stop the process for years.
 */
const LINK = /^<[!-;=?-~]*>(?:[ \t]*;[ \t]*[!#-:<>-~]+(?:=(?:"[!#-:<-~]*"|[!#-:<-~]*))?)*$/;

/**
 * A container that has ended by itself leaves an address where nobody answers, until the engine gives it to another one,
 * which must not get the request. A container that runs is connected within milliseconds.
 */
const CONNECT_MS = 4000;

/** As `error.code`, when the application had closed a kept connection before the request reached it. */
const CLOSED: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Carries requests to an application and its answers back. An application may answer anything; what Node cannot write
 * throws, and in a listener that ends the process. So every answer is written here, by `writeHead`.
 */
export class ApplicationProxy {
  /** @param restrain takes out of an answer's headers, in place, what the platform does not accept */
  constructor(private readonly restrain: (headers: IncomingHttpHeaders) => void = () => undefined) {}

  /** @param agent keeps connections; without one each request has its own */
  web(request: IncomingMessage, response: ServerResponse, target: Target, agent: Agent | false = false): void {
    let outgoing: ClientRequest;
    try {
      outgoing = requestTo(target, request, agent);
    } catch {
      respondUnavailable(response);
      return;
    }
    const leave = (): void => {
      outgoing.destroy();
    };
    response.once('close', leave);
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (outgoing.reusedSocket && CLOSED.has(error.code) && isRepeatable(request) && !response.headersSent) {
        response.off('close', leave);
        this.web(request, response, target);
      } else respondUnavailable(response);
    });
    outgoing.on('information', (information) => {
      passOn(information, request, response);
    });
    // Without a listener Node drops the connection without an error, and the client waits for ever.
    outgoing.once('upgrade', (_answer, upstream) => {
      upstream.destroy();
      respondUnavailable(response);
    });
    outgoing.on('response', (answer) => {
      this.writeAnswer(answer, request, response);
    });
    if (!hasBody(request)) {
      outgoing.end();
      return;
    }
    request.pipe(outgoing);
    // An answer may come before the whole body; what is left of it would keep the client's next request from being read.
    outgoing.once('close', () => request.resume());
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
    if (!response) {
      socket.destroy();
      return;
    }
    let outgoing: ClientRequest;
    try {
      outgoing = requestUpgrade(target, request);
    } catch {
      respondUnavailable(response);
      return;
    }
    socket.once('close', () => outgoing.destroy());
    outgoing.on('error', () => {
      respondUnavailable(response);
    });
    outgoing.on('response', (answer) => {
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
      try {
        response.addTrailers(Object.entries(answer.trailers).filter(isTrailer));
      } catch {
        // Node cannot write one of them; the body is whole.
      }
    });
    answer.on('error', () => response.destroy());
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
    // The chunks count (RFC 9112, 6.3). With both, a client could take what follows the length for the next answer.
    if (headers['transfer-encoding'] !== undefined) delete headers['content-length'];
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && !HOP_BY_HOP_NAMES.has(name)) response.setHeader(name, value);
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

/**
 * Informs the client before the answer. Left out are hints that Node does not accept, and those that the client does not
 * read: without end, they would fill the memory.
 */
function passOn({ statusCode, headers }: InformationEvent, { httpVersion }: IncomingMessage, response: ServerResponse) {
  if (httpVersion === '1.0' || response.headersSent || response.writableLength > 0) return;
  if (statusCode === 102) response.writeProcessing();
  // Only this header: Node writes the others without a check. The answer has the links too.
  const links = String(headers['link']).split(/,\s*(?=<)/);
  if (statusCode === 103 && links.every((link) => LINK.test(link))) response.writeEarlyHints({ link: links });
}

/** Whether it does no harm to send it twice (RFC 9110, 9.2.1), and it can be: its body is gone. */
const isRepeatable = (request: IncomingMessage): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') && !hasBody(request);

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/** @throws where Node cannot write what the client sent */
function requestTo(target: Target, { method, url, headers }: IncomingMessage, agent: Agent | false): ClientRequest {
  // Our server has said "100 Continue" already.
  delete headers.expect;
  const { 'transfer-encoding': coding } = headers;
  for (const name of HOP_BY_HOP) if (headers[name] !== undefined) Reflect.deleteProperty(headers, name);
  // Node would send a body of GET or DELETE without any framing.
  if (coding !== undefined) headers['transfer-encoding'] = coding;
  return send(target, { method, path: url, headers, agent });
}

/** @throws where Node cannot write what the client sent */
function requestUpgrade(target: Target, { url, headers }: IncomingMessage): ClientRequest {
  // An upgrade has no body; these headers would let the application read the first frames as one.
  delete headers['content-length'];
  delete headers['transfer-encoding'];
  return send(target, { path: url, headers, agent: false });
}

function send({ protocol, host, port, tls }: Target, options: RequestOptions): ClientRequest {
  const request = (protocol === 'https:' ? https : http).request({
    ...options,
    host,
    port,
    ...ANSWER_PARSING,
    ...(tls ?? { rejectUnauthorized: false }),
  });
  request.once('socket', (socket) => {
    if (!socket.connecting) return;
    const alarm = setTimeout(() => request.destroy(new Error('no connection')), CONNECT_MS);
    for (const event of ['connect', 'close'] as const) {
      socket.once(event, () => {
        clearTimeout(alarm);
      });
    }
  });
  return request;
}

function join(client: Socket, upstream: Socket): void {
  for (const socket of [client, upstream]) socket.setKeepAlive(true);
  upstream.on('error', () => client.destroy());
  client.once('close', () => upstream.destroy());
  upstream.pipe(client).pipe(upstream);
}
