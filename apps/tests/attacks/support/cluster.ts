import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CertificateAuthority } from '@spawner/kit/certificates';
import { type Answer, type RequestOptions, send } from '@spawner/kit/http';
import { Outbox } from '@spawner/kit/outbox';
import type { Server } from '@spawner/kit/person';
import { ROOT } from '@spawner/kit/run';
import { Swarm, type SwarmNode } from '@spawner/kit/swarm';
import { TRAEFIK_IMAGE } from '@spawner/kit/traefik';
import { until } from '@spawner/kit/until';
import type { Endpoint } from './vxlan.js';

export const HOST = 'coder.spawner.test';
const NODE_IMAGE = process.env['TEST_NODE_IMAGE'] || 'node:24-bookworm-slim';
const DATABASE_IMAGE = 'postgres:17';
const FILE = '--compose-file docker-stack.yml';
export const CONTROL = 'spawner-control';
/** Account of Spawner in its image. */
const ACCOUNT = 1000;

interface ClusterOptions {
  /** Of the templates, for every node. */
  readonly images: readonly string[];
  /** A folder, instead of docker/templates. */
  readonly templates: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** As far as attacks change it. */
export interface Service {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: Spec;
}
export interface Spec {
  readonly Name: string;
  readonly Labels: Labels;
  readonly TaskTemplate: {
    readonly ContainerSpec: Readonly<Record<string, unknown>> & {
      readonly Labels: Labels;
      readonly Mounts: readonly object[];
    };
    readonly Resources: {
      readonly Limits: { readonly MemoryBytes: number; readonly NanoCPUs: number; readonly Pids: number };
    };
    readonly LogDriver: object;
    readonly [other: string]: unknown;
  };
  readonly [other: string]: unknown;
}
type Labels = Readonly<Record<string, string>>;

/**
 * The product on three machines, set up as docs/cluster.md says, with docker-stack.yml and the scripts beside it. What its own
 * images would have in them is mounted from the checkout.
 */
export class Cluster implements Server {
  readonly mailbox = new Outbox(async () => (await this.request('/api/outbox')).text);

  private constructor(
    private readonly folder: string,
    readonly swarm: Swarm,
    /** That everybody in it knows the others by. */
    readonly authority: CertificateAuthority,
  ) {}

  static async start({ images, templates, settings }: ClusterOptions): Promise<Cluster> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-cluster-'));
    const authority = await CertificateAuthority.create(join(folder, 'cluster-ca'));
    const swarm = await Swarm.start();
    const cluster = new Cluster(folder, swarm, authority);
    try {
      await swarm.load([NODE_IMAGE, TRAEFIK_IMAGE, ...images]);
      await swarm.load([DATABASE_IMAGE], [swarm.manager]);
      await cluster.prepare(templates, settings);
      await cluster.type('docker/swarm/deploy.sh');
      for (const { name } of swarm.nodes) {
        const server = cluster.at(name);
        await until(`the product answers on ${name}`, 300, async () => {
          const answer = await server.request('/api/health/live', { seconds: 5 }).catch(() => null);
          return answer?.status === 200;
        });
      }
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** Gives every machine the rules of its firewall, as step 1 of docs/cluster.md has them. */
  async closePorts(): Promise<void> {
    const page = await readFile(join(ROOT, 'docs/cluster.md'), 'utf8');
    const [, block = ''] = /```sh\n(.*?)```/s.exec(page) ?? [];
    const machines = this.swarm.nodes.map(({ address }) => address).join(' ');
    // Machines of the tests do not reboot.
    const rules = block.replace('netfilter-persistent save', '').replace(/(?<=for machine in )[\d. ]+/, machines);
    for (const node of this.swarm.nodes) await node.run('sh', '-ec', rules);
  }

  /** Through the Traefik of this node. */
  at(name: string): Server {
    const { address } = this.swarm.node(name);
    return {
      request: (path, { headers, ...options } = {}) =>
        send(443, path, { ...options, address, tls: true, headers: { host: HOST, ...headers } }),
    };
  }

  request(path: string, options?: RequestOptions): Promise<Answer> {
    return this.at(this.swarm.manager.name).request(path, options);
  }

  /** The containers of a service of the stack on a node. */
  async containers(service: string, node: SwarmNode): Promise<string[]> {
    const filter = `label=com.docker.swarm.service.name=spawner_${service}`;
    return (await node.docker(['ps', '--quiet', '--filter', filter])).split('\n').filter(Boolean);
  }

  /** Their addresses on a network. */
  async addresses(service: string, network: string, node: SwarmNode): Promise<string[]> {
    const format = `{{with index .NetworkSettings.Networks "${network}"}}{{.IPAddress}}{{end}}`;
    const found = await this.containers(service, node);
    const shown = found.map((id) => node.docker(['inspect', '--format', format, id]));
    return (await Promise.all(shown)).filter(Boolean);
  }

  /** Address and hardware address of a service's container on the control network. */
  async endpoint(service: string, node: SwarmNode): Promise<Endpoint> {
    const [id = ''] = await this.containers(service, node);
    const format = `{{with index .NetworkSettings.Networks "${CONTROL}"}}{{.IPAddress}} {{.MacAddress}}{{end}}`;
    const [ip = '', mac = ''] = (await node.docker(['inspect', '--format', format, id])).split(' ');
    return { ip, mac };
  }

  /** By which VXLAN knows the control network. */
  async controlNumber(): Promise<number> {
    const format = '{{index .Options "com.docker.network.driver.overlay.vxlanid_list"}}';
    return Number(await this.swarm.manager.docker(['network', 'inspect', '--format', format, CONTROL]));
  }

  /** As the manager knows it. */
  async serviceOf(name: string): Promise<Service> {
    const [service] = JSON.parse(await this.swarm.manager.docker(['service', 'inspect', name])) as Service[];
    if (!service) throw new Error(`there is no service ${name}`);
    return service;
  }

  async close(): Promise<void> {
    await this.swarm.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async prepare(templates: string, settings: ClusterOptions['settings']): Promise<void> {
    const { folder, swarm } = this;
    for (const part of ['docker-stack.yml', 'docker/swarm', 'traefik'])
      await cp(join(ROOT, part), join(folder, part), { recursive: true });
    for (const name of ['files', 'backup']) {
      await mkdir(join(folder, name));
      await chown(join(folder, name), ACCOUNT, ACCOUNT);
    }
    await mkdir(join(folder, 'engines'));
    for (const { name, socket } of swarm.nodes) await symlink(socket, join(folder, 'engines', name));
    const values = {
      ...{ BASE_DOMAIN: 'spawner.test', JWT_SECRET_KEY: secret(), POSTGRES_PASSWORD: secret(), OUTBOX: 'true' },
      ...{ FILES_FOLDER: join(folder, 'files'), BACKUP_FOLDER: join(folder, 'backup') },
      // Without it the first person would need the setup code.
      ADMIN_EMAIL: 'operator@example.com',
      // Of the node that it runs on.
      ...{ ENGINE_SOCKET: join(folder, 'engines', '{{.Node.Hostname}}'), ...settings },
    };
    const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'\n`);
    await writeFile(join(folder, '.env'), lines.join(''));
    const deploy = join(folder, 'docker/swarm/deploy.sh');
    const script = (await readFile(deploy, 'utf8')).replace(
      FILE,
      `${FILE} ${FILE.replace('docker-stack', 'override')}`,
    );
    await writeFile(deploy, script);
    await writeFile(join(folder, 'override.yml'), JSON.stringify(contentOfImages(templates)));
    await swarm.manager.docker(['network', 'create', '--driver', 'overlay', CONTROL]);
    for (const label of ['spawner.api=true', 'spawner.database=true'])
      await swarm.manager.docker(['node', 'update', '--label-add', label, swarm.manager.name]);
    await this.type('docker/swarm/certificates.sh internal');
    const web = await this.authority.issue(HOST, 'serverAuth');
    await this.type(`docker/swarm/certificates.sh web ${web}/cert.pem ${web}/key.pem`);
  }

  /** As an operator on the manager. */
  private async type(line: string): Promise<void> {
    const env = { ...process.env, DOCKER_HOST: this.swarm.manager.engineAddress };
    await promisify(execFile)('sh', ['-c', line], { cwd: this.folder, env, timeout: 120_000 });
  }
}

const secret = (): string => randomBytes(32).toString('hex');

/** What docker/api.Dockerfile and docker/guard.Dockerfile would put into the images, as they run it. */
function contentOfImages(templates: string) {
  const volumes = [`${ROOT}:/app:ro`, `${templates}:/app/docker/templates:ro`];
  const image = { image: NODE_IMAGE, working_dir: '/app', volumes };
  const guard = { ...image, command: ['node', '--max-semi-space-size=1', 'apps/guard/dist/main.js'] };
  return {
    version: '3.9',
    services: {
      spawner: {
        ...{ ...image, user: String(ACCOUNT) },
        command: ['node', '--max-semi-space-size=2', 'apps/api/dist/main.js'],
      },
      guard,
      'engine-readonly': guard,
    },
  };
}
