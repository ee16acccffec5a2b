import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { descendantsOf, stillLiving } from './process-tree.js';
import { until } from './until.js';

export type Environment = Readonly<Record<string, string>>;

const ROOT = join(__dirname, '../../../..');
const START_SECONDS = 60;
const STOP_SECONDS = 15;

/** What the product may see of our environment: the machine, and none of somebody's settings for it. */
const MACHINE =
  /^(PATH|HOME|TMPDIR|LANG|DOCKER_HOST|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|\w*_proxy|npm_config_\w+|USER_TEMPLATE_BASE_\w+)$/i;

export interface Ending {
  readonly code: number | null;
  readonly seconds: number;
  /** How many of its processes were still there when it had ended. */
  readonly leftBehind: number;
}

/** The running product: a child process, as on the machine of somebody who typed `npm start`. */
export class Product {
  private output = '';
  private readonly ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
      if (process.env['E2E_VERBOSE']) stream?.pipe(process.stderr);
    }
    this.ended = new Promise((resolve) => child.once('close', resolve));
  }

  /** @param root the built checkout, or a copy of it with other templates */
  static async start(url: string, settings: Environment, root = ROOT): Promise<Product> {
    const machine = Object.entries(process.env).filter(([name]) => MACHINE.test(name));
    const product = new Product(
      spawn(process.execPath, ['apps/api/dist/main.js'], {
        cwd: root,
        env: { ...Object.fromEntries(machine), ...settings },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    try {
      await until(`the product answers at ${url}`, START_SECONDS, () => product.answers(url));
    } catch (error) {
      await product.stop();
      throw new Error(`The product did not start:\n${product.output}`, { cause: error });
    }
    return product;
  }

  /** As Ctrl-C does; what is still there after a while is ended the hard way. */
  async stop(): Promise<Ending> {
    const { pid } = this.child;
    if (pid === undefined || this.hasEnded) return { code: this.child.exitCode, seconds: 0, leftBehind: 0 };
    const began = performance.now();
    const processes = descendantsOf(pid);
    this.child.kill('SIGINT');
    const alarm = setTimeout(() => this.child.kill('SIGKILL'), STOP_SECONDS * 1000);
    const code = await this.ended;
    clearTimeout(alarm);
    const seconds = (performance.now() - began) / 1000;
    const left = stillLiving(processes);
    for (const { pid: orphan } of left) process.kill(orphan, 'SIGKILL');
    return { code, seconds, leftBehind: left.length };
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async answers(url: string): Promise<boolean> {
    if (this.hasEnded) throw new Error(`it ended with ${String(this.child.exitCode)}`);
    try {
      return (await fetch(`${url}/api/health/live`, { signal: AbortSignal.timeout(2000) })).ok;
    } catch {
      return false;
    }
  }
}
