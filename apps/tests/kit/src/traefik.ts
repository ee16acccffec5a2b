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
const DOOR_FILE = join(ROOT, 'traefik/cluster/door.yml');
const RELAY_FILE = join(ROOT, 'traefik/cluster/relay.yml');
const DEFAULT_CERTIFICATE = join(ROOT, 'traefik/dynamic/default-certificate.yml');

interface TraefikOptions {
  /** Serves containers with the label of this network; without it none. */
  readonly network?: string;
  /** Where it listens; 0.0.0.0 also for browsers on other machines. */
  readonly host?: string;
  /** Socket of the engine, or of the guard before it. */
  readonly engine?: string;
  /** Where it listens for visitors; a free one, if none is given. */
  readonly port?: number;
  /** Network namespace that it runs in, as the Traefik of a machine of its own. Only with TRAEFIK_BIN. */
  readonly namespace?: string;
  /** The relay to replicas of Spawner, at these addresses (traefik/cluster/door.yml). */
  readonly doorTo?: readonly string[];
  /** Takes what other machines' Traefiks got, as in a cluster. */
  readonly relay?: Relay;
  /** Where it takes access checks on its loopback, for the door, as in a cluster. */
  readonly checks?: number;
}

interface Relay {
  readonly port: number;
  /** With the certificate, its key and the CA's. */
  readonly folder: string;
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
    namespace,
    port: given,
    doorTo,
    relay,
    checks,
  }: TraefikOptions = {}): Promise<Traefik> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-traefik-'));
    await copyFile(DEFAULT_CERTIFICATE, join(folder, 'default-certificate.yml'));
    const [port, tlsPort, apiPort] = [given ?? (await freePort()), await freePort(), await freePort()];
    const behindRelay = `127.0.0.1:${await freePort()}`;
    if (relay) await writeFile(join(folder, 'relay.yml'), relayFile(relay, behindRelay));
    if (checks !== undefined) await writeFile(join(folder, 'checks.yml'), CHECKS_FILE);
    if (doorTo) await writeFile(join(folder, 'door.yml'), doorFile(doorTo));
    const settings = productionArguments({
      ...(doorTo && DOOR_ARGUMENTS),
      ...(relay && relayArguments(`${host}:${relay.port}`, behindRelay)),
      ...(checks !== undefined && checksArguments(`127.0.0.1:${checks}`)),
      'entrypoints.web.address': `${host}:${port}`,
      'entrypoints.websecure.address': `127.0.0.1:${tlsPort}`,
      'entrypoints.traefik.address': `${namespace === undefined ? '127.0.0.1' : host}:${apiPort}`,
      'providers.file.directory': folder,
      'providers.docker.endpoint': `unix://${engine}`,
      // The engine may have containers of other users.
      'providers.docker.constraints': `Label(\`traefik.docker.network\`,\`${network ?? ''}\`)`,
    }).filter((setting) => network !== undefined || !setting.startsWith('--providers.docker.'));
    const program = process.env['TRAEFIK_BIN'];
    const { pid, end } = program
      ? startProgram(program, settings, namespace)
      : await startContainer([folder, engine, ...(relay ? [relay.folder] : [])], settings);
    const traefik = new Traefik(folder, port, tlsPort, apiPort, pid, end);
    await until('Traefik answers', 30, () =>
      send(apiPort, '/ping', { seconds: 2, ...(namespace !== undefined && { address: host }) }).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    return traefik;
  }

  /** Routes every path without a running service to this port, as in traefik/dynamic. */
  routeEverythingElse(hosts: readonly string[], port: number, address = '127.0.0.1'): Promise<void> {
    const rule = hosts.map((host) => `Host(\`${host}\`)`).join(' || ');
    return this.write('platform.yml', {
      http: {
        routers: { platform: { rule, priority: 1, entryPoints: ['web'], service: 'platform' } },
        services: Object.fromEntries(
          ['platform', 'spawner'].map((name) => [
            name,
            { loadBalancer: { servers: [{ url: `http://${address}:${port}` }] } },
          ]),
        ),
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

/** The entry points of docker-stack.yml for requests that another machine got. */
const relayArguments = (relay: string, relayed: string) => ({
  'entrypoints.relay.address': relay,
  'entrypoints.relayed.address': relayed,
  'entrypoints.relayed.forwardedheaders.trustedips': '127.0.0.1/32',
  'entrypoints.relayed.forwardedheaders.notappendxforwardedfor': 'true',
  'entrypoints.relayed.transport.respondingtimeouts.readtimeout': '12h',
  'entrypoints.relayed.http.maxheaderbytes': '20480',
});

/** The entry point of docker-stack.yml for access checks. */
const checksArguments = (checks: string) => ({
  'entrypoints.checks.address': checks,
  'entrypoints.checks.forwardedheaders.trustedips': '127.0.0.1/32',
  'entrypoints.checks.forwardedheaders.notappendxforwardedfor': 'true',
  'entrypoints.checks.http.maxheaderbytes': '20480',
});

/** In a cluster the door has it as its labels. */
const CHECKS_FILE = JSON.stringify({
  http: { routers: { checks: { rule: 'PathPrefix(`/`)', entryPoints: ['checks'], service: 'spawner' } } },
});

/** Of docker-stack.yml, for the entry point of this kit. */
const DOOR_ARGUMENTS = {
  'entrypoints.web.forwardedheaders.insecure': 'true',
  'entrypoints.web.forwardedheaders.notappendxforwardedfor': 'true',
};

/**
 * In a cluster one name has the addresses of all replicas, and a try goes on to the next address. Here each is a server of
 * its own, and several tries may pick the one that is gone.
 */
const doorFile = (replicas: readonly string[]): string =>
  readFileSync(DOOR_FILE, 'utf8')
    .replaceAll('[door]', '[web]')
    .replaceAll('attempts: 4', 'attempts: 30')
    .replace('http://tasks.spawner:5000', replicas.join('\n          - url: '));

const relayFile = ({ folder }: Relay, relayed: string): string =>
  readFileSync(RELAY_FILE, 'utf8')
    .replaceAll('/run/secrets/relay', folder)
    .replaceAll('127.0.0.1:8444', relayed)
    .replaceAll('spawner@docker', 'spawner');

interface Started {
  readonly pid: number | null;
  readonly end: () => Promise<unknown>;
}

function startProgram(program: string, settings: readonly string[], namespace?: string): Started {
  const command = [program, ...settings];
  const [file = '', ...words] =
    namespace === undefined ? command : ['nsenter', `--net=/run/netns/${namespace}`, ...command];
  const traefik = Program.start(file, words);
  return { pid: traefik.pid, end: () => traefik.end('SIGTERM') };
}

async function startContainer(paths: readonly string[], settings: readonly string[]): Promise<Started> {
  const name = `spawner-traefik-${uniqueId('c')}`;
  const mounts = paths.flatMap((path) => ['--volume', `${path}:${path}:ro`]);
  await docker(['run', '--detach', '--network', 'host', '--name', name, ...mounts, TRAEFIK_IMAGE, ...settings]);
  return { pid: null, end: () => docker(['rm', '--force', name]) };
}
