import { join } from 'node:path';
import { type Answer, type RequestOptions, send } from './http.js';
import type { Server } from './person.js';
import { type Exit, Program } from './program.js';
import { ROOT } from './run.js';
import { until } from './until.js';

export type Environment = Readonly<Record<string, string>>;

const MAIN = join(ROOT, 'apps/api/dist/main.js');
/** As in the start script. */
const FLAGS = ['--max-semi-space-size=2'];
const START_SECONDS = 60;

/** The variables that the product inherits: those of the machine, no settings of the product. */
const MACHINE =
  /^(PATH|HOME|TMPDIR|LANG|DOCKER_HOST|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|\w*_proxy|npm_config_\w+|USER_TEMPLATE_BASE_\w+)$/i;

export interface ProductOptions {
  readonly port: number;
  readonly environment: Environment;
  /** A module loaded before the product's code, with a message channel. */
  readonly preload?: string;
}

/** The built product as a process, as after `npm start`. */
export class Product implements Server {
  protected constructor(
    readonly port: number,
    readonly program: Program,
  ) {}

  /** Resolves when the product answers. */
  static async start<T extends Product>(
    this: { readonly prototype: T },
    { port, environment, preload }: ProductOptions,
  ): Promise<T> {
    const machine = Object.entries(process.env).filter(([name]) => MACHINE.test(name));
    const program = Program.start(process.execPath, [...FLAGS, ...(preload ? ['--import', preload] : []), MAIN], {
      env: { ...Object.fromEntries(machine), HOST: '127.0.0.1', PORT: String(port), ...environment },
      ipc: preload !== undefined,
    });
    const product = Reflect.construct(this as unknown as typeof Product, [port, program]) as T;
    try {
      await until('the product serves', START_SECONDS, () => {
        if (program.exit) throw new Error('It ended.');
        return product.isServing();
      });
    } catch (error) {
      await program.end('SIGKILL');
      throw new Error(`The product did not start:\n${program.output}`, { cause: error });
    }
    return product;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isAlive(): boolean {
    return this.program.exit === null;
  }

  get exited(): Promise<Exit> {
    return this.program.exited;
  }

  request(path: string, options?: RequestOptions): Promise<Answer> {
    return send(this.port, path, options);
  }

  /** Ends it like Ctrl-C. */
  stop(): ReturnType<Program['stop']> {
    return this.program.stop('SIGINT', 15);
  }

  private async isServing(): Promise<boolean> {
    try {
      return (await this.request('/api/health/live', { seconds: 2 })).status === 200;
    } catch {
      return false;
    }
  }
}
