import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeNetwork } from './docker.js';
import { freePort } from './free-port.js';
import { type Answer, type RequestOptions, send } from './http.js';
import type { Server } from './person.js';
import { type Environment, Product } from './product.js';
import { uniqueId } from './run.js';

interface InstallationOptions {
  readonly runtime: 'docker' | 'process';
  readonly settings?: Environment;
  readonly port?: number;
  /** Network of its containers, if others have to know it in advance. */
  readonly network?: string;
}

/** An installation of the product with data, port and network of its own; it can be restarted. */
export class Installation implements Server {
  /** Part of its users' slugs, to keep their containers apart from those of other installations on the machine. */
  readonly id = uniqueId('s');
  readonly network: string;
  private product: Product | null = null;

  private constructor(
    private readonly options: InstallationOptions,
    private readonly folder: string,
    readonly port: number,
  ) {
    this.network = options.network ?? `spawner-${this.id}`;
  }

  static async create(options: InstallationOptions): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-installation-'));
    return new Installation(options, folder, options.port ?? (await freePort()));
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  request(path: string, { headers, ...options }: RequestOptions = {}): Promise<Answer> {
    return send(this.port, path, { ...options, headers: { host: `localhost:${this.port}`, ...headers } });
  }

  async start(): Promise<Product> {
    const { runtime, settings } = this.options;
    this.product = await Product.start({
      port: this.port,
      environment: {
        DATA_DIR: this.folder,
        RUNTIME: runtime,
        PREPARE_IMAGES: 'false',
        TRAEFIK_NETWORK: this.network,
        // Outside the engine's address pools, which have only some thirty networks.
        DOCKER_SUBNET: `10.214.${16 * randomInt(16)}.0/20`,
        ...settings,
      },
    });
    return this.product;
  }

  /** Removes everything, whatever state a test left. */
  async close(): Promise<void> {
    await this.product?.stop();
    try {
      if (this.options.runtime === 'docker') await removeNetwork(this.network);
    } finally {
      await this.removeFolder();
    }
  }

  private async removeFolder(): Promise<void> {
    // As root, the database may be in another folder, which its account can access.
    const database = join(this.folder, 'postgres');
    if (existsSync(database)) await rm(await realpath(database), { recursive: true, force: true });
    await chmod(this.folder, 0o700);
    await rm(this.folder, { recursive: true, force: true });
  }
}
