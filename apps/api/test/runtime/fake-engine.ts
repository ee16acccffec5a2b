import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** An engine whose answers a test sets by method and path; 404 for all other calls. */
export class FakeEngine {
  readonly calls: string[] = [];
  private readonly answers = new Map<string, Answer>();

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    /** For DOCKER_HOST. */
    readonly address: string,
    readonly docker: Docker,
  ) {}

  static async start(): Promise<FakeEngine> {
    const server = createServer();
    const folder = await mkdtemp(join(tmpdir(), 'spawner-engine-'));
    const socket = join(folder, 'docker.sock');
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const address = `unix://${socket}`;
    const engine = new FakeEngine(server, folder, address, dockerClient(address));
    server.on('request', (request, response) => {
      const call = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
      engine.calls.push(call);
      request.resume();
      (engine.answers.get(call) ?? json(404, { message: `no such ${call}` }))(response, request);
    });
    return engine;
  }

  on(call: string, answer: Answer): this {
    this.answers.set(call, answer);
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await rm(this.folder, { recursive: true, force: true });
  }
}

export const json =
  (status: number, body: unknown): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

/** Begins an answer of JSON lines and leaves it open. */
export const lines =
  (...all: unknown[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    for (const line of all) response.write(`${JSON.stringify(line)}\n`);
  };

/** Accepts the request and never answers, as a frozen engine does. */
export const silence: Answer = () => undefined;
