import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Answer = (seen: Seen, response: ServerResponse) => void;

/** An engine that answers as a test wants it to, and records the requests. */
export class FakeEngine {
  readonly requests: Seen[] = [];
  answer: Answer = (_, response) => response.end('{}');

  private constructor(
    readonly socket: string,
    private readonly folder: string,
    private readonly server: Server,
  ) {}

  static async start(): Promise<FakeEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-guard-engine-'));
    const socket = join(folder, 'docker.sock');
    const server = createServer().listen(socket);
    await once(server, 'listening');
    const engine = new FakeEngine(socket, folder, server);
    server.on('request', (request, response) => void engine.handle(request, response));
    return engine;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, body: await buffer(request) };
    this.requests.push(seen);
    this.answer(seen, response);
  }
}
