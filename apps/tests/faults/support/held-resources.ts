import { until } from '@spawner/kit/until';
import type { Database } from './database.js';
import type { Product, Vitals } from './product.js';

/** Time to close idle connections. */
const SETTLE_SECONDS = 15;
/** Pooled connections to the database, the engine and the services, and their timers. */
const SLACK = { descriptors: 16, listeners: 2, timers: 2 };

interface Processes {
  readonly living: readonly Product[];
  readonly postgres: Database;
}

/** What product processes hold in memory and in the database: after a fault no more than before. */
export class HeldResources {
  private readonly atFirst = new Map<Product, Vitals>();

  private constructor(private readonly processes: Processes) {}

  /** Records the resources before the first fault. */
  static async watch(processes: Processes): Promise<HeldResources> {
    const held = new HeldResources(processes);
    for (const product of processes.living) await held.know(product);
    return held;
  }

  async check(): Promise<void> {
    for (const product of this.processes.living) {
      const before = this.atFirst.get(product) ?? (await this.know(product));
      let now = before;
      await until('descriptors, listeners and timers are as before', SETTLE_SECONDS, async () => {
        now = await product.vitals();
        return (
          now.descriptors <= before.descriptors + SLACK.descriptors &&
          now.listeners <= before.listeners + SLACK.listeners &&
          timersOf(now) <= timersOf(before) + SLACK.timers
        );
      }).catch(() => {
        throw new Error(`Resources not released: ${JSON.stringify({ before, now })}`);
      });
    }
    let held: unknown[] = [];
    await until('no lock is left', SETTLE_SECONDS, async () => {
      held = await this.processes.postgres.query(
        `SELECT locktype, classid, objid, state, query FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE locktype = 'advisory' OR state LIKE 'idle in transaction%'`,
      );
      return held.length === 0;
    }).catch(() => {
      throw new Error(`Locks or transactions are left: ${JSON.stringify(held)}`);
    });
  }

  private async know(product: Product): Promise<Vitals> {
    const vitals = await product.vitals();
    this.atFirst.set(product, vitals);
    return vitals;
  }
}

const timersOf = ({ resources }: Vitals): number => resources['Timeout'] ?? 0;
