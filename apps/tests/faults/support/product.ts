import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon, type Ending } from './daemon.js';
import { freePort } from './free-port.js';
import { http } from './http.js';
import { run } from './run.js';
import { until } from './until.js';

export type Environment = Readonly<Record<string, string>>;

/** What a product process holds on to. */
export interface Vitals {
  readonly descriptors: number;
  /** On the process itself. */
  readonly listeners: number;
  /** How many timers, sockets, … keep it alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  readonly rss: number;
}

const START_SECONDS = 30;

/** What no fault may make the product say. */
const COMPLAINT =
  /unhandled ?(promise ?)?rejection|uncaught|MaxListenersExceeded|unexpected error|TypeError|ReferenceError/i;

/** One process of the product. */
export class Product {
  private sentAway = false;

  private constructor(
    readonly url: string,
    private readonly daemon: Daemon,
  ) {}

  /** Resolves when it serves. */
  static async start(environment: Environment): Promise<Product> {
    const port = await freePort();
    const main = join(run.folder, 'product/apps/api/dist/main.js');
    const daemon = Daemon.start(process.execPath, ['--import', join(__dirname, 'vitals.preload.mjs'), main], {
      cwd: run.folder,
      env: { ...environment, PORT: String(port), HOST: '127.0.0.1' },
      ipc: true,
    });
    const product = new Product(`http://127.0.0.1:${port}`, daemon);
    await until('the product serves', START_SECONDS, () => {
      if (daemon.ending) throw new Error(`The product did not start:\n${daemon.output}`);
      return product.isServing();
    });
    return product;
  }

  get pid(): number {
    return this.daemon.pid;
  }

  get ended(): Promise<Ending> {
    return this.daemon.ended;
  }

  get isAlive(): boolean {
    return this.daemon.ending === null;
  }

  kill(): Promise<Ending> {
    this.sentAway = true;
    return this.daemon.end('SIGKILL');
  }

  /** As a supervisor does; the caller sees how it took it. */
  async terminate(): Promise<Ending & { readonly seconds: number }> {
    this.sentAway = true;
    const began = performance.now();
    const ending = await this.daemon.end('SIGTERM', 30);
    return { ...ending, seconds: (performance.now() - began) / 1000 };
  }

  /** Lines that it should never have printed, and its last words where nobody asked it to end. */
  complaints(): string[] {
    const lines = this.daemon.output.split('\n');
    const lastWords = this.daemon.ending && !this.sentAway ? ['It ended by itself:', this.log(60)] : [];
    return [...lines.filter((line) => COMPLAINT.test(line)), ...lastWords];
  }

  /** What it printed last. */
  log(lines: number): string {
    return this.daemon.output.split('\n').slice(-lines).join('\n');
  }

  async vitals(): Promise<Vitals> {
    const answer = once(this.daemon.child, 'message', { signal: AbortSignal.timeout(5000) });
    this.daemon.child.send('vitals');
    const [told] = (await answer) as [Omit<Vitals, 'descriptors'>];
    return { ...told, descriptors: readdirSync(`/proc/${this.pid}/fd`).length };
  }

  private async isServing(): Promise<boolean> {
    try {
      return (await http(`${this.url}/api/health/live`, { seconds: 2 })).status === 200;
    } catch {
      return false;
    }
  }
}
