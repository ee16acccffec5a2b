import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority } from '@spawner/kit/certificates';
import { freePort } from '@spawner/kit/free-port';
import { createDatabase } from '@spawner/kit/postgres';
import { Swarm } from '@spawner/kit/swarm';
import { Traefik } from '@spawner/kit/traefik';
import { cpuByProcess } from './cpu.mjs';
import { IMAGE } from './engine.mjs';
import { Product } from './product.mjs';

export const HOST = 'spawner.test';
export const NETWORK = 'bridge';
/** Each node has a loopback of its own. */
const CHECKS = 5000;

/** Three real nodes with a Traefik each, and one Spawner behind their door, as in docker-stack.yml but without guards. */
export class Cluster {
  #folder;
  #traefiks = new Map();
  #door;

  static async start({ postgres, environment = {} }) {
    const cluster = new Cluster();
    try {
      await cluster.#start(postgres, environment);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  async #start(postgres, environment) {
    this.#folder = await mkdtemp(join(tmpdir(), 'spawner-cluster-'));
    const ca = await CertificateAuthority.create(join(this.#folder, 'ca'));
    const relay = { port: await freePort(), folder: await ca.issue('traefik', 'serverAuth') };
    this.swarm = await Swarm.start({ images: [IMAGE] });
    const [port, web] = [await freePort(), await freePort()];
    this.#door = await Traefik.start({ host: this.swarm.host, doorTo: [`http://127.0.0.1:${port}`] });
    for (const node of this.swarm.nodes) {
      const { namespace, address: host, socket: engine } = node;
      const traefik = await Traefik.start({
        namespace,
        host,
        engine,
        network: NETWORK,
        port: web,
        relay,
        checks: CHECKS,
      });
      await traefik.routeEverythingElse([HOST], this.#door.port, this.swarm.host);
      this.#traefiks.set(node, traefik);
    }
    this.product = await Product.launch({
      databaseUrl: await createDatabase(postgres.url),
      dataDir: this.#folder,
      network: NETWORK,
      port,
      environment: {
        PREPARE_IMAGES: 'false',
        JWT_SECRET_KEY: randomBytes(32).toString('hex'),
        RUNTIME: 'swarm',
        SWARM_NODES: this.swarm.nodes.map(({ engineAddress }) => engineAddress).join(','),
        SWARM_TLS_DIR: await ca.issue('spawner', 'clientAuth'),
        FILES_DIR: join(this.#folder, 'files'),
        PUBLIC_URL: `http://${HOST}`,
        TRUSTED_PROXIES: '1',
        TRAEFIK_ENABLED: 'true',
        TRAEFIK_ENTRYPOINT: 'web',
        TRAEFIK_RELAY_PORT: String(relay.port),
        GATEWAY_ADDRESS: `http://127.0.0.1:${CHECKS}`,
        ...environment,
      },
    });
  }

  /** Where visitors of this node get in. */
  doorOf(node) {
    return { host: node.address, port: this.#traefiks.get(node).port };
  }

  /** The node whose engine runs the person's container. */
  async nodeOf(person) {
    for (const node of this.swarm.nodes) {
      const running = await node.docker(['ps', '--quiet', '--filter', `name=${person.containerName('dev')}`]);
      if (running !== '') return node;
    }
    throw new Error(`No node runs ${person.containerName('dev')}`);
  }

  /** Of the processes that carry requests. */
  get pids() {
    return [this.product.program, this.#door, ...this.#traefiks.values()].map(({ pid }) => pid);
  }

  /** CPU seconds so far, by process. */
  cpu() {
    const traefik = [this.#door, ...this.#traefiks.values()].map(({ pid }) => pid);
    return cpuByProcess({ api: this.product.program.pid, traefik });
  }

  async close() {
    await this.product?.stop();
    for (const traefik of [...this.#traefiks.values(), this.#door]) await traefik?.close();
    await this.swarm?.close();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }
}
