import { once } from 'node:events';
import http, { type RequestListener, type Server } from 'node:http';
import { EmbeddedGateway } from '../../src/gateway/embedded/embedded-gateway.js';
import { HttpServer } from '../../src/server/http-server.js';
import { ann, runningAt } from './ann.js';
import { ask, type Asked, type AskOptions, listen } from './sockets.js';
import { TestAccess, type TestAccessOptions } from './test-access.js';
import type { TestGateway } from './test-gateway.js';

/** The embedded gateway on a port of its own, with ann's service behind it. */
export class EmbeddedTestGateway implements TestGateway {
  readonly host = 'h';
  readonly dashboard = '';

  private constructor(
    readonly gateway: EmbeddedGateway,
    readonly port: number,
    readonly service: Server,
    readonly servicePort: number,
    private readonly front: Server,
    readonly access: TestAccess,
  ) {}

  static async open(handler: RequestListener, options: TestAccessOptions = {}): Promise<EmbeddedTestGateway> {
    const access = new TestAccess(options);
    const gateway = new EmbeddedGateway(() => false, access.gatekeeper, access.addresses, access.handover);
    access.shareThrough(gateway);
    const service = http.createServer(handler);
    const front = new HttpServer(
      () => gateway.entry,
      (_request, response) => {
        response.end('framework');
      },
    );
    return new EmbeddedTestGateway(gateway, await listen(front), service, await listen(service), front, access);
  }

  admit(): void {
    this.gateway.serve(ann, runningAt(this.servicePort));
  }

  /** Ann asks for her service. */
  ask(path: string, headers: Record<string, string> = {}, options: AskOptions = {}): Promise<Asked> {
    return this.askAs(this.annsCookie, path, headers, options);
  }

  askAs(cookie: string, path: string, headers: Record<string, string> = {}, options: AskOptions = {}): Promise<Asked> {
    const sent = { host: this.host, ...(cookie && { cookie }), ...headers };
    return ask({ port: this.port, path: `/ann-dev${path}`, headers: sent, ...options });
  }

  get annsCookie(): string {
    return this.access.cookieOf(ann.userId);
  }

  /** How many visitors wait for the service to wake. */
  get crowd(): number {
    return this.gateway.routeTable.at('ann-dev')?.waitingCount ?? 0;
  }

  /** How many services were used since the last read. */
  get uses(): number {
    return this.gateway.takeUses().length;
  }

  async close(): Promise<void> {
    this.gateway.onApplicationShutdown();
    for (const server of [this.front, this.service]) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  }
}
