import { once } from 'node:events';
import http, { type RequestListener, type Server } from 'node:http';
import { Traefik } from '../../../tests/kit/src/traefik.js';
import { TraefikDoors } from '../../src/gateway/traefik/traefik-doors.js';
import { TraefikGateway } from '../../src/gateway/traefik/traefik-gateway.js';
import { ProbePass } from '../../src/signing/probe-pass.js';
import { ann, runningAt } from './ann.js';
import { frontOf } from './front.js';
import { routesOf, SERVICE_FILE } from './routes-of-labels.js';
import { ask, type Asked, type AskOptions, listen } from './sockets.js';
import { TestAccess, type TestAccessOptions } from './test-access.js';
import type { TestGateway } from './test-gateway.js';

const HOST = 'spawner.test';
/** Where services have hosts of their own. */
export const SERVICE_HOST = 'ann-dev.apps.test';

/** The gateway over a real Traefik, with ann's service behind it. */
export class TraefikTestGateway implements TestGateway {
  readonly host = HOST;
  readonly dashboard = `http://${HOST}`;

  private constructor(
    readonly access: TestAccess,
    readonly gateway: TraefikGateway,
    readonly traefik: Traefik,
    readonly service: Server,
    private readonly servicePort: number,
    private readonly front: Server,
  ) {}

  static async open(handler: RequestListener, options: TestAccessOptions = {}): Promise<TraefikTestGateway> {
    const access = new TestAccess(options);
    const traefik = await Traefik.start();
    const service = http.createServer(handler);
    const front = frontOf(() => gateway.entry);
    const frontPort = await listen(front);
    const place = { network: 'n', entryPoint: 'web', certResolver: null };
    const gateway = new TraefikGateway(
      { ...place, authAddress: `http://127.0.0.1:${String(frontPort)}` },
      new TraefikDoors(`http://127.0.0.1:${String(traefik.port)}`, null),
      access.gatekeeper,
      access.addresses,
      access.handover,
      new ProbePass(access.signingKey),
    );
    access.shareThrough(gateway);
    await traefik.routeEverythingElse([HOST, SERVICE_HOST], frontPort);
    const subject = new TraefikTestGateway(access, gateway, traefik, service, await listen(service), front);
    await subject.launch();
    return subject;
  }

  get port(): number {
    return this.traefik.port;
  }

  get annsCookie(): string {
    return this.access.cookieOf(ann.userId);
  }

  async launch(): Promise<void> {
    await this.traefik.write(
      SERVICE_FILE,
      routesOf(this.gateway.labels(ann, { port: 8080, path: 'strip' }), this.servicePort),
    );
    const { signal } = new AbortController();
    await this.gateway.open(ann, runningAt(this.servicePort), {
      ready: { path: null, seconds: 20 },
      signal,
      onPhase: () => undefined,
    });
  }

  /** As when the container is stopped: its labels are gone, so its route is. */
  async stop(): Promise<void> {
    await this.traefik.remove(SERVICE_FILE);
    while (await this.gateway.answers(ann));
    this.gateway.rest(ann);
  }

  admit(): void {
    this.gateway.serve(ann, runningAt(this.servicePort));
  }

  ask(path: string, headers: Record<string, string> = {}, options: AskOptions = {}): Promise<Asked> {
    return this.askAs(this.annsCookie, path, headers, options);
  }

  askAs(cookie: string, path: string, headers: Record<string, string> = {}, options: AskOptions = {}): Promise<Asked> {
    const sent = { host: HOST, ...(cookie && { cookie }), ...headers };
    return ask({ port: this.port, path: `/ann-dev${path}`, headers: sent, ...options });
  }

  get uses(): number {
    return this.gateway.takeUses().length;
  }

  async close(): Promise<void> {
    await this.traefik.close();
    for (const server of [this.front, this.service]) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  }
}
