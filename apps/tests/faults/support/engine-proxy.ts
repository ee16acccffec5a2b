import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { run } from './run.js';

/** A call to the engine: `POST /containers/create`, without version and query. */
type Call = RegExp;

interface Point {
  readonly call: Call;
  readonly moment: 'called' | 'answered';
  readonly reached: () => unknown;
  /** Whether the call fails without an answer. */
  readonly fails: boolean;
}

export const calls = {
  create: /^POST \/containers\/create$/,
  start: /^POST \/containers\/[^/]+\/start$/,
  stop: /^POST \/containers\/[^/]+\/stop$/,
  events: /^GET \/events$/,
} as const;

let made = 0;

/**
 * A proxy between one product process and its engine that sees every call, so that a fault can be placed at an exact
 * moment without test code in the product.
 */
export class EngineProxy {
  private readonly sockets = new Set<Socket>();
  private readonly points = new Set<Point>();
  private readonly streams = new Set<ServerResponse>();
  private readonly requested: string[] = [];
  private eventsBlocked = false;
  /** Resolves when calls are forwarded. */
  private ready: Promise<void> = Promise.resolve();

  private constructor(
    private readonly server: Server,
    private readonly socketPath: string,
    private readonly engine: string,
  ) {
    server.on('request', (incoming, answer) => void this.forward(incoming, answer).catch(() => answer.destroy()));
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
    });
  }

  static async listen(engine: string): Promise<EngineProxy> {
    const socketPath = join(run.folder, `proxy-${(made += 1)}-${process.pid}.sock`);
    const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 });
    server.listen(socketPath);
    await once(server, 'listening');
    return new EngineProxy(server, socketPath, engine);
  }

  /** For DOCKER_HOST. */
  get address(): string {
    return `unix://${this.socketPath}`;
  }

  /** Fails the next such call before it reaches the engine. */
  whenAsked(call: Call, reached: () => Promise<unknown>): void {
    this.points.add({ call, moment: 'called', reached, fails: true });
  }

  /** Fails the next such call after the engine has done it, before its answer reaches the product. */
  whenAnswered(call: Call, reached: () => Promise<unknown>): void {
    this.points.add({ call, moment: 'answered', reached, fails: true });
  }

  /** Resolves when the engine has done the next such call. */
  saw(call: Call): Promise<void> {
    return new Promise((resolve) => this.points.add({ call, moment: 'answered', reached: resolve, fails: false }));
  }

  /** How often the product has made this call. */
  count(call: Call): number {
    return this.requested.filter((earlier) => call.test(earlier)).length;
  }

  /** Cuts the event streams and refuses new ones until `resumeEvents`. */
  cutEvents(): void {
    this.eventsBlocked = true;
    for (const stream of this.streams) stream.destroy();
  }

  resumeEvents(): void {
    this.eventsBlocked = false;
  }

  /**
   * Accepts calls and forwards none, like an engine that is still starting.
   * @returns ends it and forwards the waiting calls
   */
  hold(): () => void {
    let release = (): void => undefined;
    this.ready = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private async forward(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const call = `${incoming.method ?? ''} ${(incoming.url ?? '').replace(/^\/v\d[\d.]*(?=\/)/, '').replace(/\?.*/s, '')}`;
    this.requested.push(call);
    if (await this.fails(call, 'called')) return void answer.destroy();
    const isEvents = calls.events.test(call);
    if (isEvents && this.eventsBlocked) return void answer.destroy();
    await this.ready;
    if (answer.destroyed) return;

    const { method, url: path, headers } = incoming;
    const onward = request({ socketPath: this.engine, method, path, headers, agent: false });
    answer.once('close', () => onward.destroy());
    // Ended with its body in one write: at a write to an engine that has already answered and closed, the client fails.
    if (headers['content-length'] === undefined) incoming.pipe(onward);
    else onward.end(await buffer(incoming));
    const [engineAnswer] = (await once(onward, 'response')) as [IncomingMessage];
    onward.on('error', () => answer.destroy());
    engineAnswer.on('error', () => answer.destroy());
    if (await this.fails(call, 'answered')) return void answer.destroy();
    if (isEvents) {
      this.streams.add(answer);
      answer.once('close', () => this.streams.delete(answer));
    }
    answer.writeHead(engineAnswer.statusCode ?? 502, engineAnswer.headers);
    answer.flushHeaders();
    engineAnswer.pipe(answer);
    // `pipe` ends the answer after a complete response only, not after a broken one.
    engineAnswer.once('close', () => engineAnswer.complete || answer.destroy());
  }

  private async fails(call: string, moment: Point['moment']): Promise<boolean> {
    const point = [...this.points].find((point) => point.moment === moment && point.call.test(call));
    if (!point) return false;
    this.points.delete(point);
    await point.reached();
    return point.fails;
  }
}
