import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from './sockets.js';

/** The service's own file: the route is there while the file is, as a label's is while its container runs. */
const SERVICE = 'service.yml';
const LISTS = new Set([
  'entrypoints',
  'middlewares',
  'prefixes',
  'authresponseheaders',
  'accesscontrolalloworiginlist',
  'accesscontrolallowmethods',
  'accesscontrolallowheaders',
]);

/** A real Traefik on ports of its own, told what to route by files that are made from labels. */
export class TraefikProgram {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(program: string): Promise<TraefikProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-traefik-'));
    const [web, api] = [await freePort(), await freePort()];
    const child = spawn(
      program,
      [
        '--global.checknewversion=false',
        '--global.sendanonymoususage=false',
        `--entrypoints.web.address=127.0.0.1:${web}`,
        `--entrypoints.traefik.address=127.0.0.1:${api}`,
        '--ping=true',
        '--providers.providersthrottleduration=100ms',
        `--providers.file.directory=${folder}`,
      ],
      { stdio: 'ignore' },
    );
    return new TraefikProgram(child, folder, web);
  }

  /** Every path that is no running service's goes to this port, as traefik/dynamic has it. */
  catchAll(hosts: readonly string[], port: number): Promise<void> {
    return this.write('platform.yml', {
      http: {
        routers: {
          platform: {
            rule: hosts.map((host) => `Host(\`${host}\`)`).join(' || '),
            priority: 1,
            entryPoints: ['web'],
            service: 'platform',
          },
        },
        services: { platform: { loadBalancer: { servers: [{ url: `http://127.0.0.1:${port}` }] } } },
      },
    });
  }

  /** What Traefik does when it finds a container with these labels. */
  route(labels: Readonly<Record<string, string>>, port: number): Promise<void> {
    const tree: Tree = {};
    for (const [label, value] of Object.entries(labels)) {
      const keys = label.split('.').slice(1);
      if (keys[0] === 'http' && !keys.includes('server')) plant(tree, keys, value);
    }
    const [, service = ''] = /services\.([^.]+)\./.exec(Object.keys(labels).join(' ')) ?? [];
    plant(tree, ['http', 'services', service, 'loadbalancer', 'servers'], [{ url: `http://127.0.0.1:${port}` }]);
    return this.write(SERVICE, tree);
  }

  unroute(): Promise<void> {
    return rm(join(this.folder, SERVICE), { force: true });
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
    await rm(this.folder, { recursive: true });
  }

  /** Whole or not at all: Traefik reads a file as soon as it is there. */
  private async write(name: string, content: Tree): Promise<void> {
    const draft = join(this.folder, `${name}.draft`);
    await writeFile(draft, JSON.stringify(content));
    await rename(draft, join(this.folder, name));
  }
}

interface Tree {
  [key: string]: unknown;
}

function plant(tree: Tree, keys: readonly string[], value: unknown): void {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) tree[key] = LISTS.has(key) ? String(value).split(',') : value;
  else plant((tree[key] ??= {}) as Tree, rest, value);
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  return port;
}
