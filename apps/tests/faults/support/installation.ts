import { randomBytes, randomInt } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Outbox } from '@spawner/kit/outbox';
import { Person } from '@spawner/kit/person';
import { Postgres } from '@spawner/kit/postgres';
import type { Environment } from '@spawner/kit/product';
import { until } from '@spawner/kit/until';
import Docker from 'dockerode';
import type { Database } from './database.js';
import { EngineProxy } from './engine-proxy.js';
import { noteGateway, type OwnEngine } from './own-engine.js';
import { Product } from './product.js';
import { run } from './run.js';

const MACHINE_SOCKET = '/var/run/docker.sock';

interface InstallationOptions {
  readonly ownEngine?: OwnEngine;
  readonly environment?: Environment;
  /** Number of processes that start at the same time, on an empty database. */
  readonly processes?: number;
}

/** A product process and the proxy between it and its engine. */
export interface ProductProcess {
  product: Product;
  readonly proxy: EngineProxy;
}

let opened = 0;
let people = 0;

/** A database, an engine and the product processes that share them. */
export class Installation<D extends Database = Database> {
  readonly network = `spawner-${run.id}-${(opened += 1)}-${randomBytes(2).toString('hex')}`;
  readonly processes: ProductProcess[] = [];
  /** Owners of cards, by slug. */
  readonly owners = new Map<string, Person>();
  /** Every process of this installation, killed ones too. */
  readonly started: Product[] = [];
  /** The label value of this installation's containers. */
  id = '';
  private readonly secret = randomBytes(24).toString('hex');
  /** Of all processes: any of them may have sent a mail, and keeps it. */
  private readonly outbox = new Outbox(async () => {
    const answers = await Promise.all(this.living.map((product) => product.request('/api/outbox')));
    return JSON.stringify({
      mails: answers.flatMap(({ text }) => (JSON.parse(text) as { mails: readonly unknown[] }).mails),
    });
  });

  private constructor(
    readonly postgres: D,
    private readonly options: InstallationOptions,
    readonly docker: Docker,
    /** The first three parts of its addresses. */
    private readonly subnet: string,
  ) {}

  /** On a database server of its own. */
  static async open(options: InstallationOptions = {}): Promise<Installation<Postgres>> {
    return Installation.on(await Postgres.start(run.folder), options);
  }

  /** With product processes that serve. */
  static async on<D extends Database>(postgres: D, options: InstallationOptions = {}): Promise<Installation<D>> {
    const docker = options.ownEngine?.docker ?? new Docker({ socketPath: MACHINE_SOCKET });
    const installation = new Installation(
      postgres,
      options,
      docker,
      await freeSubnet(docker, options.ownEngine ? '10.223' : '10.222'),
    );
    if (options.ownEngine) await noteGateway(`${installation.subnet}.1`);
    await Promise.all(Array.from({ length: options.processes ?? 1 }, () => installation.addProcess()));
    const [row] = await postgres.query<{ id: string }>('SELECT id FROM installation');
    installation.id = row?.id ?? '';
    await appendFile(join(run.folder, 'installation-ids'), `${installation.id}\n`);
    return installation;
  }

  /** One more product process. */
  async addProcess(): Promise<ProductProcess> {
    const proxy = await EngineProxy.listen(this.options.ownEngine?.socketPath ?? MACHINE_SOCKET);
    const added = { proxy, product: await this.startProduct(proxy) };
    this.processes.push(added);
    return added;
  }

  /** Starts a new process in the place of one that has ended. */
  async restart(ended: ProductProcess): Promise<void> {
    ended.product = await this.startProduct(ended.proxy);
  }

  get first(): ProductProcess {
    const [first] = this.processes;
    if (!first) throw new Error('No product process');
    return first;
  }

  get product(): Product {
    return this.first.product;
  }

  get living(): Product[] {
    return this.started.filter((product) => product.isAlive);
  }

  /** A new person, who uses the first process. */
  async newcomer(): Promise<Person> {
    const email = `${run.id}-${(people += 1)}@example.com`;
    const person = await Person.register(this.product, email, this.outbox);
    this.owners.set(person.slug, person);
    return person;
  }

  /** Containers with this installation's label. */
  containers(): Promise<Docker.ContainerInfo[]> {
    const filters = { label: [`spawner.installation=${this.id}`] };
    return this.docker.listContainers({ all: true, filters, abortSignal: AbortSignal.timeout(10_000) });
  }

  /** Waits for a line in a container's log. */
  async hasSaid(container: string, words: string): Promise<void> {
    await until(`the log of ${container} has "${words}"`, 20, async () => {
      const options = { stdout: true, stderr: true, follow: false, abortSignal: AbortSignal.timeout(5000) } as const;
      const log = await this.docker
        .getContainer(container)
        .logs(options)
        .catch(() => '');
      return log.toString().includes(words);
    });
  }

  /** Cleans up after a failed case, so that the next one starts from a clean state. */
  async clear(): Promise<void> {
    for (const each of this.processes) if (!each.product.isAlive) await this.restart(each);
    await this.postgres.query('DELETE FROM user_container');
    await this.removeContainers();
    this.started.splice(0, Infinity, ...this.living);
  }

  async close(): Promise<void> {
    await Promise.all(this.living.map((product) => product.kill()));
    for (const { proxy } of this.processes) await proxy.close();
    // The next installation may draw the same addresses. The last call of a killed process may still be running.
    await until('containers and network are gone', 30, async () => {
      await this.removeContainers();
      return this.docker
        .getNetwork(this.network)
        .remove()
        .then(
          () => true,
          ({ statusCode }: { readonly statusCode?: number }) => statusCode === 404,
        );
    });
    await this.postgres.close();
  }

  private async removeContainers(): Promise<void> {
    const left = await this.containers();
    // It may be in removal already.
    await Promise.allSettled(left.map(({ Id }) => this.docker.getContainer(Id).remove({ force: true, v: true })));
  }

  private async startProduct(proxy: EngineProxy): Promise<Product> {
    const data = join(run.folder, 'installations', this.network);
    await mkdir(data, { recursive: true });
    const product = await Product.launch({
      NODE_ENV: 'development',
      DATA_DIR: data,
      ...this.postgres.environment,
      TEMPLATES_DIR: run.templates,
      JWT_SECRET_KEY: this.secret,
      OUTBOX: 'true',
      RUNTIME: 'docker',
      // Tests send requests faster than the limits for people allow.
      REQUEST_LIMIT: '1000000',
      DOCKER_HOST: proxy.address,
      DOCKER_SUBNET: `${this.subnet}.0/20`,
      TRAEFIK_NETWORK: this.network,
      PREPARE_IMAGES: 'false',
      DEFAULT_MEMORY_LIMIT: '96m',
      DEFAULT_CPU_QUOTA: '100000',
      LAUNCH_READY_TIMEOUT: '8',
      CONTAINER_IDLE_TIMEOUT: '0',
      CONTAINER_STALE_TIMEOUT: '0',
      ORPHAN_GRACE_TIMEOUT: '2',
      ...this.options.environment,
    });
    this.started.push(product);
    return product;
  }
}

/** An unused subnet: another run may be active on its own engine, or have left one behind. */
async function freeSubnet(docker: Docker, range: string): Promise<string> {
  const networks = await docker.listNetworks();
  const ofEngine = networks.flatMap(({ IPAM }) => IPAM?.Config?.map(({ Subnet }) => Subnet) ?? []);
  // Also of bridges that an engine left behind: they are down, so `networkInterfaces` leaves them out.
  const routes = (await readFile('/proc/net/route', 'utf8')).split('\n').slice(1);
  const ofMachine = routes.map((route) => [...Buffer.from(route.split('\t')[1] ?? '', 'hex')].reverse().join('.'));
  const free = Array.from({ length: 15 }, (_, number) => `${range}.${16 * number}`).filter(
    (subnet) => !ofEngine.includes(`${subnet}.0/20`) && !ofMachine.includes(`${subnet}.0`),
  );
  const chosen = free[randomInt(free.length)];
  if (!chosen) throw new Error(`No subnet of ${range}.0.0/16 is free`);
  return chosen;
}

export const oneProcess = (): Promise<Installation<Postgres>> => Installation.open();
export const twoProcesses = (): Promise<Installation<Postgres>> => Installation.open({ processes: 2 });
