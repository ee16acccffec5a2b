import { lookup } from 'node:dns/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { TlsOptions, TLSSocket } from 'node:tls';
import { ZodError } from 'zod';
import { archiveOf, documentOf } from './body.js';
import type { Engine, EngineRequest } from './engine.js';
import { http, loadHttps } from './http.js';
import { refusedClient } from './mutual-tls.js';
import { Refusal } from './refusal.js';
import { targetOf } from './request-target.js';
import type { OwnAnswer, Rule } from './rules/rule.js';

const CONNECTIONS = 512;
const HEADER_BYTES = 32 * 1024;
const HEADERS_MS = 10_000;
/** Practically never: if the guard closes a connection while the client reuses it, the engine seems to be gone. */
const IDLE_MS = 3_600_000;
/** Valid for one connection only, and the guard has two. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer'];

interface GuardOptions {
  /** The host name that clients must have. */
  readonly client: string | undefined;
  /** If it is set, the certificate identifies the client, and not its address. */
  readonly tls: TlsOptions | null;
  readonly log: (line: string) => void;
}

/** Forwards to the engine only requests that a rule allows. */
export class Guard {
  private readonly authenticated = new WeakSet<Socket>();

  constructor(
    private readonly engine: Engine,
    private readonly rules: readonly Rule[],
    private readonly options: GuardOptions,
  ) {}

  server(): Server {
    // No limit for a whole request, because an archive may take any time to arrive.
    const limits = {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: HEADERS_MS,
      requestTimeout: 0,
      keepAliveTimeout: IDLE_MS,
    };
    const { tls } = this.options;
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      this.answer(request, response).catch((error: unknown) => this.decline(request, response, error));
    };
    const server = tls
      ? this.onlySpawner(loadHttps().createServer({ ...limits, ...tls }, answer))
      : http.createServer(limits, answer);
    server.maxConnections = CONNECTIONS;
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (error.code !== 'ECONNRESET') this.options.log(`refused a request: ${error.message.trim()}`);
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      else socket.destroy();
    });
    return server;
  }

  /** Closes every other connection before the server reads a request from it. */
  private onlySpawner(server: Server): Server {
    // Before the server's own listener, which begins to read.
    return server.prependListener('secureConnection', (socket: TLSSocket) => {
      const reason = refusedClient(socket);
      if (reason === null) return;
      this.options.log(`refused a connection from ${socket.remoteAddress ?? 'a closed socket'}: ${reason}`);
      socket.destroy();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    await this.authenticate(request);
    const outgoing = await this.ruled(request);
    if ('body' in outgoing) {
      await reply(outgoing.body, response);
      return;
    }
    const answer = await this.engine.send(outgoing, gone.signal);
    const status = answer.statusCode ?? 502;
    const headers = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
    if (outgoing.show && status === 200) {
      const body = JSON.stringify(outgoing.show(await json(answer)));
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
      return;
    }
    response.writeHead(status, Object.fromEntries(headers));
    // A stream without data yet (events, logs): the client has to see that it has begun.
    response.flushHeaders();
    if (outgoing.through && status === 200) await pipeline(answer, outgoing.through(), response);
    else await pipeline(answer, response);
  }

  private async ruled(request: IncomingMessage): Promise<EngineRequest | OwnAnswer> {
    const { method, url = '', headers } = request;
    if (headers.upgrade !== undefined) throw new Refusal('the connection is not handed over');
    const { path, query } = targetOf(url);
    for (const rule of this.rules) {
      const match = rule.method === method ? rule.path.exec(path) : null;
      if (!match) continue;
      const call = {
        query,
        name: match[1] ?? '',
        document: () => documentOf(request),
        archive: () => archiveOf(request),
      };
      return rule.request(call);
    }
    throw new Refusal('no rule allows this call');
  }

  /** Checks the client's address, because every user of the host can reach the port. */
  private async authenticate({ socket }: IncomingMessage): Promise<void> {
    const { client, tls } = this.options;
    if (tls || client === undefined || this.authenticated.has(socket)) return;
    const addresses = await lookup(client, { all: true }).catch(() => []);
    const address = socket.remoteAddress?.replace(/^::ffff:/, '');
    if (!addresses.some((one) => one.address === address)) {
      throw new Refusal(`${address ?? 'a closed connection'} is not ${client}`);
    }
    this.authenticated.add(socket);
  }

  private decline(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const refusal = asRefusal(error);
    if (refusal.status !== 404 && !response.destroyed) {
      const what = `${request.method ?? ''} ${JSON.stringify((request.url ?? '').split('?')[0]?.slice(0, 200))}`;
      this.options.log(`refused ${what}: ${refusal.message.replace(/\s+/g, ' ').slice(0, 500)}`);
    }
    if (response.headersSent) {
      // The status is already sent: closing the connection shows the client that the answer is incomplete.
      response.destroy();
      return;
    }
    const body = JSON.stringify({ message: `guard: ${refusal.message}` });
    response.writeHead(refusal.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  }
}

async function reply(body: Buffer | Readable, response: ServerResponse): Promise<void> {
  response.setHeader('content-type', 'application/json');
  if (body instanceof Buffer) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  await pipeline(body, response);
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ZodError) {
    return new Refusal(error.issues.map(({ path, message }) => [...path, message].join(' ')).join('; '));
  }
  return new Refusal(error instanceof Error ? error.message : String(error), 502);
}
