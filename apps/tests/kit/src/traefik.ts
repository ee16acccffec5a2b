import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker } from './docker.js';
import { freePort } from './free-port.js';
import { send } from './http.js';
import { Program } from './program.js';
import { ROOT, uniqueId } from './run.js';
import { until } from './until.js';

export const TRAEFIK_IMAGE = process.env['TRAEFIK_IMAGE'] || 'traefik:v3.7.12';
const DEFAULT_CERTIFICATE = join(ROOT, 'traefik/dynamic/default-certificate.yml');

interface TraefikOptions {
  /** Serves containers with the label of this network; without it none. */
  readonly network?: string;
  /** Where it listens; 0.0.0.0 also for browsers on other machines. */
  readonly host?: string;
  /** Socket of the engine, or of the guard before it. */
  readonly engine?: string;
}

/**
 * A real Traefik, from TRAEFIK_BIN or its image, on free ports, with the arguments of docker-compose.yml and its default
 * certificate. Routes come from files and from containers' labels.
 */
export class Traefik {
  private constructor(
    private readonly folder: string,
    readonly port: number,
    readonly tlsPort: number,
    readonly apiPort: number,
    /** Null where it runs in a container. */
    readonly pid: number | null,
    private readonly end: () => Promise<unknown>,
  ) {}

  static async start({
    network,
    host = '127.0.0.1',
    engine = '/var/run/docker.sock',
  }: TraefikOptions = {}): Promise<Traefik> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-traefik-'));
    await copyFile(DEFAULT_CERTIFICATE, join(folder, 'default-certificate.yml'));
    const [port, tlsPort, apiPort] = [await freePort(), await freePort(), await freePort()];
    const settings = productionArguments({
      'entrypoints.web.address': `${host}:${port}`,
      'entrypoints.websecure.address': `127.0.0.1:${tlsPort}`,
      'entrypoints.traefik.address': `127.0.0.1:${apiPort}`,
      'providers.file.directory': folder,
      'providers.docker.endpoint': `unix://${engine}`,
      // The engine may have containers of other users.
      'providers.docker.constraints': `Label(\`traefik.docker.network\`,\`${network ?? ''}\`)`,
    }).filter((setting) => network !== undefined || !setting.startsWith('--providers.docker.'));
    const program = process.env['TRAEFIK_BIN'];
    const { pid, end } = program ? startProgram(program, settings) : await startContainer(folder, engine, settings);
    const traefik = new Traefik(folder, port, tlsPort, apiPort, pid, end);
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

interface Started {
  readonly pid: number | null;
  readonly end: () => Promise<unknown>;
}

function startProgram(program: string, settings: readonly string[]): Started {
  const traefik = Program.start(program, settings);
  return { pid: traefik.pid, end: () => traefik.end('SIGTERM') };
}

async function startContainer(folder: string, engine: string, settings: readonly string[]): Promise<Started> {
  const name = `spawner-traefik-${uniqueId('c')}`;
  const mounts = [`${folder}:${folder}:ro`, `${engine}:${engine}:ro`].flatMap((mount) => ['--volume', mount]);
  await docker(['run', '--detach', '--network', 'host', '--name', name, ...mounts, TRAEFIK_IMAGE, ...settings]);
  return { pid: null, end: () => docker(['rm', '--force', name]) };
}
