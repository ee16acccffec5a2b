import { readFileSync } from 'node:fs';
import { freePort } from '@spawner/kit/free-port';
import { Outbox } from '@spawner/kit/outbox';
import { Person } from '@spawner/kit/person';
import { query } from '@spawner/kit/postgres';
import { Product as KitProduct } from '@spawner/kit/product';
import { removeContainers, removeVolumes } from './engine.mjs';

/** The product on the bench's own database and network. */
export class Product extends KitProduct {
  #outbox = new Outbox(async () => (await this.request('/api/outbox')).text);

  static async launch({ databaseUrl, dataDir, network, subnet, environment = {} }) {
    const product = await Product.start({
      port: await freePort(),
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
    product.databaseUrl = databaseUrl;
    return product;
  }

  register(email) {
    return Person.register(this, email, this.#outbox);
  }

  query(sql) {
    return query(this.databaseUrl, sql);
  }

  /** Those of this installation, whoever else uses the engine. */
  async removeContainers() {
    await removeContainers(await this.#label());
  }

  /** What the containers kept; they have to be gone. */
  async removeVolumes() {
    await removeVolumes(await this.#label());
  }

  async #label() {
    const [{ id }] = await this.query('SELECT id FROM installation');
    return `spawner.installation=${id}`;
  }

  /** Resident memory in MB, as the kernel counts it. */
  memory() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.program.pid}/status`, 'utf8'))[1]) / 1024;
  }
}
