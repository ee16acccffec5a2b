import { appendFile, mkdir } from 'node:fs/promises';
import { randomBytes, randomInt } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import type { Database } from './database.js';
import { EngineProxy } from './engine-proxy.js';
import { noteGateway, type OwnEngine } from './own-engine.js';
import { Person } from './person.js';
import { Postgres } from './postgres.js';
import { type Environment, Product } from './product.js';
import { run } from './run.js';
import { until } from './until.js';

const MACHINE_SOCKET = '/var/run/docker.sock';

interface StageOptions {
  readonly ownEngine?: OwnEngine;
  readonly environment?: Environment;
  /** They begin in the same moment, on a database that has no tables yet. */
  readonly processes?: number;
}

/** A product process and what stands between it and its engine. */
export interface Seat {
  product: Product;
  readonly proxy: EngineProxy;
}

let opened = 0;
let people = 0;

/** A database, an engine and the product processes that share them. */
export class Stage<D extends Database = Database> {
  readonly network = `spawner-${run.id}-${(opened += 1)}-${randomBytes(2).toString('hex')}`;
  readonly seats: Seat[] = [];
  /** Who has cards here, by their slugs. */
  readonly owners = new Map<string, Person>();
  /** Every process there has been, those that were killed too. */
  readonly everybody: Product[] = [];
  /** Marks our containers among the engine's. */
  installation = '';
  private readonly secret = randomBytes(24).toString('hex');

  private constructor(
    readonly postgres: D,
    private readonly options: StageOptions,
    readonly docker: Docker,
    /** The first three parts of its addresses. */
    private readonly subnet: string,
  ) {}

  /** On a database server of its own. */
  static async open(options: StageOptions = {}): Promise<Stage<Postgres>> {
    return Stage.on(await Postgres.start(`data-${randomBytes(3).toString('hex')}`), options);
  }

  /** With product processes that serve. */
  static async on<D extends Database>(postgres: D, options: StageOptions = {}): Promise<Stage<D>> {
    const docker = options.ownEngine?.docker ?? new Docker({ socketPath: MACHINE_SOCKET });
    const stage = new Stage(
      postgres,
      options,
      docker,
      await freeSubnet(docker, options.ownEngine ? '10.223' : '10.222'),
    );
    if (options.ownEngine) await noteGateway(`${stage.subnet}.1`);
    await Promise.all(Array.from({ length: options.processes ?? 1 }, () => stage.seat()));
    const [row] = await postgres.query<{ id: string }>('SELECT id FROM installation');
    stage.installation = row?.id ?? '';
    await appendFile(join(run.folder, 'installations'), `${stage.installation}\n`);
    return stage;
  }

  /** One more product process. */
  async seat(): Promise<Seat> {
    const proxy = await EngineProxy.listen(this.options.ownEngine?.socketPath ?? MACHINE_SOCKET);
    const seat = { proxy, product: await this.startProduct(proxy) };
    this.seats.push(seat);
    return seat;
  }

  /** After its end: a new process in the same place. */
  async restart(seat: Seat): Promise<void> {
    seat.product = await this.startProduct(seat.proxy);
  }

  get seat0(): Seat {
    const [seat] = this.seats;
    if (!seat) throw new Error('There is no product process');
    return seat;
  }

  get product(): Product {
    return this.seat0.product;
  }

  get living(): Product[] {
    return this.everybody.filter((product) => product.isAlive);
  }

  /** Somebody new. */
  async newcomer(): Promise<Person> {
    const person = await Person.register(this.product, `${run.id}-${(people += 1)}`);
    this.owners.set(person.slug, person);
    return person;
  }

  /** Containers that bear our installation's label. */
  containers(): Promise<Docker.ContainerInfo[]> {
    const filters = { label: [`spawner.installation=${this.installation}`] };
    return this.docker.listContainers({ all: true, filters, abortSignal: AbortSignal.timeout(10_000) });
  }

  /** Waits for a line in a container's log. */
  async hasSaid(container: string, words: string): Promise<void> {
    await until(`${container} has said "${words}"`, 20, async () => {
      const options = { stdout: true, stderr: true, follow: false, abortSignal: AbortSignal.timeout(5000) } as const;
      const log = await this.docker
        .getContainer(container)
        .logs(options)
        .catch(() => '');
      return log.toString().includes(words);
    });
  }

  /** So that a case that failed leaves nothing for the next one to fail over. */
  async clear(): Promise<void> {
    for (const seat of this.seats) if (!seat.product.isAlive) await this.restart(seat);
    await this.postgres.query('DELETE FROM user_container');
    await this.removeContainers();
    this.everybody.splice(0, Infinity, ...this.living);
  }

  async close(): Promise<void> {
    await Promise.all(this.living.map((product) => product.kill()));
    for (const { proxy } of this.seats) await proxy.close();
    // The next stage may draw the same addresses. What a killed process asked for last may still be on its way.
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
    // One that is being removed already is as good as gone.
    await Promise.allSettled(left.map(({ Id }) => this.docker.getContainer(Id).remove({ force: true, v: true })));
  }

  private async startProduct(proxy: EngineProxy): Promise<Product> {
    const data = join(run.folder, 'stages', this.network);
    await mkdir(data, { recursive: true });
    const product = await Product.start({
      NODE_ENV: 'development',
      DATA_DIR: data,
      ...this.postgres.environment,
      JWT_SECRET_KEY: this.secret,
      OUTBOX: 'true',
      RUNTIME: 'docker',
      // People here click as fast as they can.
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
    this.everybody.push(product);
    return product;
  }
}

/** One that no network has: another run may be on, with an engine of its own, or have left one behind. */
async function freeSubnet(docker: Docker, range: string): Promise<string> {
  const networks = await docker.listNetworks();
  const ofEngine = networks.flatMap(({ IPAM }) => IPAM?.Config?.map(({ Subnet }) => Subnet) ?? []);
  const ofMachine = Object.values(networkInterfaces()).flatMap((found) => found?.map(({ address }) => address) ?? []);
  const free = Array.from({ length: 15 }, (_, number) => `${range}.${16 * number}`).filter(
    (subnet) => !ofEngine.includes(`${subnet}.0/20`) && !ofMachine.includes(`${subnet}.1`),
  );
  const chosen = free[randomInt(free.length)];
  if (!chosen) throw new Error(`No subnet of ${range}.0.0/16 is free`);
  return chosen;
}

export const oneProcess = (): Promise<Stage<Postgres>> => Stage.open();
export const twoProcesses = (): Promise<Stage<Postgres>> => Stage.open({ processes: 2 });
