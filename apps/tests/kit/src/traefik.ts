import { readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker } from './docker.js';
import { freePort } from './free-port.js';
import { send } from './http.js';
import { Program } from './program.js';
import { ROOT, uniqueId } from './run.js';
import { until } from './until.js';

export const TRAEFIK_IMAGE = process.env['TRAEFIK_IMAGE'] || 'traefik:v3.7.12';
const SOCKET = '/var/run/docker.sock';

interface TraefikOptions {
  /** Serves containers with the label of this network; without it none. */
  readonly network?: string;
  /** Where it listens; 0.0.0.0 also for browsers on other machines. */
  readonly host?: string;
}

/**
 * A real Traefik, from TRAEFIK_BIN or its image, on free ports, with the arguments of docker-compose.yml. Routes come
 * from files and from containers' labels.
 */
export class Traefik {
  private constructor(
    private readonly folder: string,
    readonly port: number,
    readonly apiPort: number,
    private readonly end: () => Promise<unknown>,
  ) {}

  static async start({ network, host = '127.0.0.1' }: TraefikOptions = {}): Promise<Traefik> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-traefik-'));
    const [port, apiPort] = [await freePort(), await freePort()];
    const settings = productionArguments({
      'entrypoints.web.address': `${host}:${port}`,
      'entrypoints.websecure.address': `127.0.0.1:${await freePort()}`,
      'entrypoints.traefik.address': `127.0.0.1:${apiPort}`,
      'providers.file.directory': folder,
      'providers.docker.endpoint': `unix://${SOCKET}`,
      // The engine may have containers of other users.
      'providers.docker.constraints': `Label(\`traefik.docker.network\`,\`${network ?? ''}\`)`,
    }).filter((setting) => network !== undefined || !setting.startsWith('--providers.docker.'));
    const program = process.env['TRAEFIK_BIN'];
    const end = program ? startProgram(program, settings) : await startContainer(folder, settings);
    const traefik = new Traefik(folder, port, apiPort, end);
    await until('Traefik answers', 30, () =>
      send(apiPort, '/ping', { seconds: 2 }).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    return traefik;
  }

  /** Routes every path without a running service to this port, as in traefik/dynamic. */
  routeEverythingElse(hosts: readonly string[], port: number): Promise<void> {
    const rule = hosts.map((host) => `Host(\`${host}\`)`).join(' || ');
    return this.write('platform.yml', {
      http: {
        routers: { platform: { rule, priority: 1, entryPoints: ['web'], service: 'platform' } },
        services: { platform: { loadBalancer: { servers: [{ url: `http://127.0.0.1:${port}` }] } } },
      },
    });
  }

  /** Writes a file of routes atomically, because Traefik reads it at once. */
  async write(name: string, content: object): Promise<void> {
    const draft = join(this.folder, `${name}.draft`);
    await writeFile(draft, JSON.stringify(content));
    await rename(draft, join(this.folder, name));
  }

  remove(name: string): Promise<void> {
    return rm(join(this.folder, name), { force: true });
  }

  async close(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What docker-compose.yml starts Traefik with, but with these values, and without certificates. */
function productionArguments(values: Readonly<Record<string, string>>): string[] {
  const compose = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
  const written = new Map<string, string>();
  for (const [, name = '', value = ''] of compose.matchAll(/^ +- --([\w.]+)=(\S*)$/gm)) written.set(name, value);
  for (const [name, value] of Object.entries(values)) written.set(name, value);
  return [...written].map(([name, value]) => `--${name}=${value}`);
}

function startProgram(program: string, settings: readonly string[]): () => Promise<unknown> {
  const traefik = Program.start(program, settings);
  return () => traefik.end('SIGTERM');
}

async function startContainer(folder: string, settings: readonly string[]): Promise<() => Promise<unknown>> {
  const name = `spawner-traefik-${uniqueId('c')}`;
  const mounts = [`${folder}:${folder}:ro`, `${SOCKET}:${SOCKET}:ro`].flatMap((mount) => ['--volume', mount]);
  await docker(['run', '--detach', '--network', 'host', '--name', name, ...mounts, TRAEFIK_IMAGE, ...settings]);
  return () => docker(['rm', '--force', name]);
}
