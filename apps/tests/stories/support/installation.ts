import { randomInt, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeNetwork } from './docker.cli.js';
import { freePort } from './free-port.js';
import { type Environment, Product } from './product.js';

interface InstallationOptions {
  readonly runtime: 'docker' | 'process';
  readonly settings?: Environment;
  readonly port?: number;
  /** See Product. */
  readonly root?: string;
}

/** One installation of the product with data, port and network of its own; it can be started several times. */
export class Installation {
  /** Tells its users, and so their containers, from those of every other installation on this machine. */
  readonly id = `e2e${randomUUID().slice(0, 6)}`;
  readonly network = `spawner-${this.id}`;
  private product: Product | null = null;

  private constructor(
    private readonly options: InstallationOptions,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async create(options: InstallationOptions): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-e2e-'));
    return new Installation(options, folder, options.port ?? (await freePort()));
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  async start(): Promise<Product> {
    const { runtime, settings, root } = this.options;
    const environment = {
      HOST: '127.0.0.1',
      PORT: String(this.port),
      DATA_DIR: this.folder,
      RUNTIME: runtime,
      PREPARE_IMAGES: 'false',
      TRAEFIK_NETWORK: this.network,
      // Out of the engine's own pools, which hold only some thirty networks.
      DOCKER_SUBNET: `10.214.${16 * randomInt(16)}.0/20`,
      ...settings,
    };
    this.product = await Product.start(this.url, environment, root);
    return this.product;
  }

  /** Leaves nothing behind, in whatever state a story ended. */
  async close(): Promise<void> {
    await this.product?.stop();
    if (this.options.runtime === 'docker') await removeNetwork(this.network);
    // As root, the database may have moved to a folder that its own account can reach.
    const database = join(this.folder, 'postgres');
    if (existsSync(database)) await rm(await realpath(database), { recursive: true, force: true });
    await chmod(this.folder, 0o700);
    await rm(this.folder, { recursive: true, force: true });
  }
}
