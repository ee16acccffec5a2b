import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@spawner/kit/free-port';
import { Outbox } from '@spawner/kit/outbox';
import { Person } from '@spawner/kit/person';
import { query } from '@spawner/kit/postgres';
import { Product as KitProduct } from '@spawner/kit/product';
import { watch } from './broken.mjs';
import { removeContainers, removeVolumes } from './engine.mjs';
import { VITALS, vitalsOf } from './vitals.mjs';

/** The product with a database and network of the benchmark. */
export class Product extends KitProduct {
  #outbox = new Outbox(async () => (await this.request('/api/outbox')).text);

  static async launch({ databaseUrl, dataDir, network, subnet, port, environment = {} }) {
    const product = await Product.start({
      port: port ?? (await freePort()),
      preload: VITALS,
      environment: {
        DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        RUNTIME: 'docker',
        TRAEFIK_NETWORK: network,
        DOCKER_SUBNET: subnet,
        LOG_LEVEL: 'error',
        REQUEST_LIMIT: '1000000',
        ...environment,
      },
    });
    watch('Spawner', product.program);
    product.databaseUrl = databaseUrl;
    return product;
  }

  register(email) {
    return Person.register(this, email, this.#outbox);
  }

  query(sql) {
    return query(this.databaseUrl, sql);
  }

  /** Removes the containers of this installation only: the engine may be shared. */
  async removeContainers() {
    await removeContainers(await this.#label());
  }

  /** Removes the volumes; the containers must be removed first. */
  async removeVolumes() {
    await removeVolumes(await this.#label());
  }

  async #label() {
    const [{ id }] = await this.query('SELECT id FROM installation');
    return `spawner.installation=${id}`;
  }

  /** Resident memory in MB, when its garbage is collected. */
  async memoryAtRest() {
    // V8 gives the pages of the first collection back beside what follows.
    await vitalsOf(this.program);
    await delay(1000);
    return (await vitalsOf(this.program)).rss;
  }

  /** Resident memory in MB now, from the kernel. */
  memory() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.program.pid}/status`, 'utf8'))[1]) / 1024;
  }
}
