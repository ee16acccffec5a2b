import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { CertificateAuthority } from '@spawner/kit/certificates';
import { freePort } from '@spawner/kit/free-port';
import { send } from '@spawner/kit/http';
import { Outbox } from '@spawner/kit/outbox';
import { Person, type Server } from '@spawner/kit/person';
import { Postgres } from '@spawner/kit/postgres';
import type { Environment } from '@spawner/kit/product';
import { Program } from '@spawner/kit/program';
import { ROOT } from '@spawner/kit/run';
import { Swarm, type SwarmNode } from '@spawner/kit/swarm';
import { writeTemplates } from '@spawner/kit/templates';
import { Traefik } from '@spawner/kit/traefik';
import { until } from '@spawner/kit/until';
import { EngineProxy } from './engine-proxy.js';
import { Product } from './product.js';
import { run } from './run.js';

const GUARD = join(ROOT, 'apps/guard/dist/main.js');
const HOST = 'spawner.test';
const NETWORK = 'bridge';
const LIMITS = { DEFAULT_MEMORY_LIMIT: '96m', DEFAULT_CPU_QUOTA: '100000' };
/** A registry that refuses at once, without the internet. */
const NOWHERE = 'localhost:1/nowhere:missing';

/** What runs on each machine beside its engine. */
export interface Machine {
  readonly node: SwarmNode;
  /** Between the guard and the engine. */
  readonly proxy: EngineProxy;
  guard: Program;
  traefik: Traefik | null;
}

let people = 0;

/**
 * Three machines with an engine, a guard and a Traefik each, two replicas of Spawner, and PostgreSQL. Replicas reach a machine
 * only through its guard, on its own network. Without TRAEFIK_BIN visitors come to the replicas.
 */
export class Cluster {
  readonly machines: Machine[] = [];
  /** Owners of cards, by slug. */
  readonly owners = new Map<string, Person>();
  /** Every replica, killed ones too. */
  readonly started: Product[] = [];
  private readonly ports: number[] = [];
  private door: Traefik | null = null;
  private web = 0;
  private relay = { port: 0, folder: '' };
  private settings: Environment = {};
  private guardSettings: Environment = {};
  private readonly outbox = new Outbox(async () => {
    const answers = await Promise.all(this.living.map((product) => product.request('/api/outbox')));
    return JSON.stringify({
      mails: answers.flatMap(({ text }) => (JSON.parse(text) as { mails: readonly unknown[] }).mails),
    });
  });

  private constructor(
    readonly swarm: Swarm,
    readonly postgres: Postgres,
    private readonly folder: string,
  ) {}

  static async open(managers: number): Promise<Cluster> {
    const folder = await mkdtemp(join(run.folder, 'installations', 'cluster-'));
    const images = ['ok', 'late'].map((mode) => `${run.images}:${mode}`);
    const [swarm, postgres] = await Promise.all([
      Swarm.start({ managers, images, parent: run.folder }),
      Postgres.start(run.folder),
    ]);
    const cluster = new Cluster(swarm, postgres, folder);
    try {
      await cluster.start();
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  get living(): Product[] {
    return this.started.filter((product) => product.isAlive);
  }

  /** The first replica that lives. */
  get product(): Product {
    const [first] = this.living;
    if (!first) throw new Error('No replica');
    return first;
  }

  /** Where visitors of services come to: every Traefik, or every replica. */
  get doors(): Server[] {
    return this.door ? this.machines.flatMap((machine) => this.doorOf(machine)) : this.living;
  }

  /** The Traefik of a machine, or any replica. */
  doorOf({ node, traefik }: Machine): Server[] {
    if (!traefik) return this.door ? [] : this.living.slice(0, 1);
    const request: Server['request'] = (path, { headers, ...options } = {}) =>
      send(traefik.port, path, { ...options, address: node.address, headers: { host: HOST, ...headers } });
    return [{ request }];
  }

  machine(name: string): Machine {
    const found = this.machines.find(({ node }) => node.name === name);
    if (!found) throw new Error(`there is no machine ${name}`);
    return found;
  }

  async newcomer(): Promise<Person> {
    const person = await Person.register(this.product, `${run.id}-${(people += 1)}@example.com`, this.outbox);
    this.owners.set(person.slug, person);
    return person;
  }

  /** Managers start nothing on the other nodes meanwhile. */
  async onlyOn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const others = this.machines.filter(({ node }) => node.name !== name);
    for (const { node } of others) await this.availability(node, 'pause');
    try {
      return await work();
    } finally {
      for (const { node } of others) await this.availability(node, 'active');
    }
  }

  async availability({ name }: SwarmNode, value: 'active' | 'pause' | 'drain'): Promise<void> {
    await this.manage(['node', 'update', '--availability', value, name]);
  }

  /** A docker command on the first manager that obeys. */
  async manage(command: readonly string[]): Promise<string> {
    let failure: unknown;
    for (const { node } of this.machines) {
      try {
        return await node.docker(command);
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  }

  /** Pulls the plug of a machine: nothing on it answers or refuses. */
  async powerOff({ node, guard }: Machine): Promise<void> {
    await node.cut();
    // Its Traefik ends with it.
    await node.crash();
    await guard.end('SIGKILL');
  }

  /** Brings back what does not run on a machine, after any fault. */
  async repair(machine: Machine): Promise<void> {
    await machine.node.heal();
    await machine.node.mend();
    if (machine.guard.exit) machine.guard = await this.startGuard(machine.node, machine.proxy);
    if (machine.traefik && !(await answers(machine.traefik, machine.node))) {
      await machine.traefik.close();
      machine.traefik = await this.startTraefik(machine.node);
    }
  }

  async killTraefik(machine: Machine): Promise<void> {
    const pid = machine.traefik?.pid;
    if (pid) process.kill(pid, 'SIGKILL');
  }

  /** Replicas in the place of those that have ended. */
  async restoreReplicas(): Promise<void> {
    const taken = this.living.map(({ port }) => port);
    for (const port of this.ports.filter((port) => !taken.includes(port))) await this.startReplica(port);
  }

  async clear(): Promise<void> {
    for (const machine of this.machines) await this.repair(machine);
    await until('the managers see all nodes', 60, async () => (await this.readyNodes()) === this.machines.length);
    for (const { node } of this.machines) await this.availability(node, 'active');
    await this.restoreReplicas();
    await this.postgres.query('DELETE FROM user_container');
    await this.removeServices();
    this.started.splice(0, Infinity, ...this.living);
  }

  /** As the managers see it. */
  async readyNodes(): Promise<number> {
    const format = '{{.Status}} {{.Availability}}';
    const listed = await this.manage(['node', 'ls', '--format', format]).catch(() => '');
    return listed.split('\n').filter((line) => line === 'Ready Active').length;
  }

  async close(): Promise<void> {
    await Promise.all(this.living.map((product) => product.kill()));
    for (const { guard, traefik, proxy } of this.machines) {
      await traefik?.close();
      await guard.end('SIGTERM');
      await proxy.close();
    }
    await this.door?.close();
    await this.swarm.close();
    await this.postgres.close();
  }

  private async start(): Promise<void> {
    const ca = await CertificateAuthority.create(join(this.folder, 'ca'));
    this.relay = { port: await freePort(), folder: await ca.issue('traefik', 'serverAuth') };
    this.web = await freePort();
    this.ports.push(await freePort(), await freePort());
    const { swarm } = this;
    const templates = join(this.folder, 'templates');
    await writeTemplates(templates, {
      ok: { image: `${run.images}:ok` },
      kept: { image: `${run.images}:ok`, settings: { volumes: ['/data'] } },
      late: { image: `${run.images}:late` },
      missing: { image: NOWHERE },
    });
    if (process.env['TRAEFIK_BIN'])
      this.door = await Traefik.start({
        host: swarm.host,
        doorTo: this.ports.map((port) => `http://127.0.0.1:${String(port)}`),
      });
    const shared = {
      ...LIMITS,
      TEMPLATES_DIR: templates,
      TRAEFIK_NETWORK: NETWORK,
      GATEWAY_ADDRESS: `http://${swarm.host}:${String(this.door?.port ?? this.ports[0])}`,
    };
    const port = await freePort();
    this.guardSettings = {
      ...shared,
      GUARD_FOR: 'spawner',
      GUARD_SWARM: 'true',
      GUARD_LISTEN: String(port),
      GUARD_TLS_DIR: await ca.issue('guard', 'serverAuth'),
    };
    this.settings = {
      ...shared,
      NODE_ENV: 'development',
      DATA_DIR: join(this.folder, 'data'),
      FILES_DIR: join(this.folder, 'files'),
      ...this.postgres.environment,
      JWT_SECRET_KEY: randomBytes(24).toString('hex'),
      OUTBOX: 'true',
      RUNTIME: 'swarm',
      SWARM_NODES: swarm.nodes.map(({ address }) => `tcp://${address}:${String(port)}`).join(','),
      SWARM_TLS_DIR: await ca.issue('spawner', 'clientAuth'),
      REQUEST_LIMIT: '1000000',
      PREPARE_IMAGES: 'false',
      LAUNCH_READY_TIMEOUT: '30',
      CONTAINER_IDLE_TIMEOUT: '0',
      CONTAINER_STALE_TIMEOUT: '0',
      ORPHAN_GRACE_TIMEOUT: '2',
      ...(this.door && {
        PUBLIC_URL: `http://${HOST}`,
        TRUSTED_PROXIES: '1',
        TRAEFIK_ENABLED: 'true',
        TRAEFIK_ENTRYPOINT: 'web',
        TRAEFIK_RELAY_PORT: String(this.relay.port),
      }),
    };
    for (const node of swarm.nodes) {
      const proxy = await EngineProxy.listen(node.socket);
      const guard = await this.startGuard(node, proxy);
      this.machines.push({ node, proxy, guard, traefik: this.door && (await this.startTraefik(node)) });
    }
    for (const port of this.ports) await this.startReplica(port);
  }

  private async startGuard({ namespace, address }: SwarmNode, proxy: EngineProxy): Promise<Program> {
    const { GUARD_LISTEN: port } = this.guardSettings;
    const guard = Program.start('nsenter', [`--net=/run/netns/${namespace}`, process.execPath, GUARD], {
      env: {
        ...this.guardSettings,
        GUARD_LISTEN: `${address}:${String(port)}`,
        GUARD_ENGINE: proxy.address.replace('unix://', ''),
      },
    });
    await until('the guard listens', 30, () => {
      if (guard.exit) throw new Error(`The guard ended: ${guard.output}`);
      return guard.output.includes('guarding the engine');
    });
    return guard;
  }

  private async startTraefik({ namespace, address: host, socket: engine }: SwarmNode): Promise<Traefik> {
    const { web: port, relay } = this;
    const traefik = await Traefik.start({ namespace, host, engine, network: NETWORK, port, relay });
    await traefik.routeEverythingElse([HOST], this.door?.port ?? 0, this.swarm.host);
    return traefik;
  }

  private async startReplica(port: number): Promise<void> {
    const product = await Product.launch(this.settings, port);
    this.started.push(product);
    await until('the replica reaches the managers', 60, async () => {
      const { body } = await product.request('/api/health/ready');
      return body['runtime'] === 'up';
    });
  }

  private async removeServices(): Promise<void> {
    const services = await this.manage(['service', 'ls', '--quiet', '--filter', 'label=spawner.user']);
    for (const id of services.split('\n').filter(Boolean)) await this.manage(['service', 'rm', id]);
  }
}

const answers = ({ apiPort }: Traefik, { address }: SwarmNode): Promise<boolean> =>
  send(apiPort, '/ping', { seconds: 2, address }).then(
    ({ status }) => status === 200,
    () => false,
  );
