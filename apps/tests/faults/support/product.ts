import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@spawner/kit/free-port';
import { type Environment, Product as KitProduct } from '@spawner/kit/product';
import type { Exit } from '@spawner/kit/program';

/** Resources held by a product process. */
export interface Vitals {
  readonly descriptors: number;
  /** Listeners on `process`. */
  readonly listeners: number;
  /** Number of timers, sockets, … that keep it alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  readonly rss: number;
}

/** Output that no fault may cause. */
const COMPLAINT =
  /unhandled ?(promise ?)?rejection|uncaught|MaxListenersExceeded|unexpected error|TypeError|ReferenceError/i;

/** A product process whose resources and complaints are watched. */
export class Product extends KitProduct {
  private wasEnded = false;

  static async launch(environment: Environment, port?: number): Promise<Product> {
    const preload = join(__dirname, 'vitals.preload.mjs');
    return Product.start({ port: port ?? (await freePort()), environment, preload });
  }

  kill(): Promise<Exit> {
    this.wasEnded = true;
    return this.program.end('SIGKILL');
  }

  /** Ends it like a supervisor; returns exit code and duration. */
  terminate(): Promise<Exit & { readonly seconds: number }> {
    this.wasEnded = true;
    return this.program.stop('SIGTERM', 30);
  }

  /** Forbidden lines of its output, and its last lines if it ended by itself. */
  complaints(): string[] {
    const lines = this.program.output.split('\n');
    const last = this.program.exit && !this.wasEnded ? ['It ended by itself:', this.program.log(60)] : [];
    return [...lines.filter((line) => COMPLAINT.test(line)), ...last];
  }

  async vitals(): Promise<Vitals> {
    const answer = once(this.program.child, 'message', { signal: AbortSignal.timeout(5000) });
    this.program.child.send('vitals');
    const [message] = (await answer) as [Omit<Vitals, 'descriptors'>];
    return { ...message, descriptors: readdirSync(`/proc/${this.program.pid}/fd`).length };
  }
}
