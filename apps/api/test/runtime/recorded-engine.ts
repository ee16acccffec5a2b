import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOCKET = '/var/run/docker.sock';

/** The machine's engine behind a socket that notes every call. */
export class RecordedEngine {
  /** Method and path; of those that change something, also when they were answered. */
  readonly calls: string[] = [];
  private readonly server: Server;

  private constructor(private readonly folder: string) {
    this.server = createServer({ requestTimeout: 0 }, (incoming, answer) => {
      this.forward(incoming, answer);
    });
  }

  static async listen(): Promise<RecordedEngine> {
    const engine = new RecordedEngine(await mkdtemp(join(tmpdir(), 'spawner-engine-')));
    await new Promise<void>((resolve) => engine.server.listen(engine.socket, resolve));
    return engine;
  }

  /** For DOCKER_HOST. */
  get address(): string {
    return `unix://${this.socket}`;
  }

  /** As when the engine is stopped: its socket refuses, and open connections break. */
  async goAway(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async comeBack(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.socket, resolve));
  }

  async close(): Promise<void> {
    await this.goAway();
    await rm(this.folder, { recursive: true, force: true });
  }

  private get socket(): string {
    return join(this.folder, 'docker.sock');
  }

  private forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method = '', url: path = '', headers } = incoming;
    const call = `${method} ${path}`;
    this.calls.push(call);
    const onward = request({ socketPath: SOCKET, method, path, headers, agent: false }, (engineAnswer) => {
      if (method !== 'GET') this.calls.push(`${call} answered`);
      answer.writeHead(engineAnswer.statusCode ?? 502, engineAnswer.headers);
      answer.flushHeaders();
      engineAnswer.on('error', () => answer.destroy()).pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.once('close', () => onward.destroy());
    incoming.pipe(onward);
  }
}
