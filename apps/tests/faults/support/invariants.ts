import { until } from '@spawner/kit/until';
import type Docker from 'dockerode';
import { identityOf } from './identity.js';
import type { Installation } from './installation.js';
import type { Product, Vitals } from './product.js';

/** Limit of any transition: a launch has 8 s to listen, a stop 10 s. */
const TRANSITION_SECONDS = 25;
/** Time to close idle connections. */
const SETTLE_SECONDS = 15;
/** Pooled connections to the database, the engine and the services, and their timers. */
const SLACK = { descriptors: 16, listeners: 2, timers: 2 };

interface Row {
  readonly user_id: number;
  readonly slug: string;
  readonly type: string;
  readonly container_id: string | null;
  readonly status: string;
}

/** Invariants after every fault. Only the state is checked, not the time to reach it. */
export class Invariants {
  private constructor(
    private readonly installation: Installation,
    private readonly atFirst: Map<Product, Vitals>,
  ) {}

  /** Records the resources of the product before the first fault. */
  static async watch(installation: Installation): Promise<Invariants> {
    const invariants = new Invariants(installation, new Map());
    for (const product of installation.living) await invariants.know(product);
    return invariants;
  }

  async check(): Promise<void> {
    await this.nothingOnItsWay();
    // Cards follow the engine with a delay, so both may disagree at first.
    let problems: string[] = [];
    await until('the invariants hold', TRANSITION_SECONDS, async () => {
      problems = await this.problems();
      return problems.length === 0;
    }).catch((error: unknown) => {
      throw problems.length > 0 ? new Error(`Invariants are broken:\n${problems.join('\n')}`) : error;
    });
    await this.nothingHeldOnTo();
    const complaints = this.installation.started.flatMap((product) => product.complaints());
    if (complaints.length > 0) throw new Error(`The product complained:\n${complaints.join('\n')}`);
  }

  private async nothingOnItsWay(): Promise<void> {
    let left: Row[] = [];
    await until('no transition is left', TRANSITION_SECONDS, async () => {
      left = (await this.rows()).filter(({ status }) => status === 'starting' || status === 'stopping');
      return left.length === 0;
    }).catch(() => {
      throw new Error(`Transitions past their deadline: ${JSON.stringify(left)}`);
    });
  }

  private async problems(): Promise<string[]> {
    const [rows, containers] = await Promise.all([this.rows(), this.installation.containers()]);
    const answers = rows.filter(({ status }) => status === 'running').map((row) => this.answers(row, containers));
    return [...strangers(rows, containers), ...resting(rows, containers), ...(await Promise.all(answers)).flat()];
  }

  /** Every running row has a container, and its owner reaches that one through each process. */
  private async answers(row: Row, containers: readonly Docker.ContainerInfo[]): Promise<string[]> {
    const path = `/${row.slug}-${row.type}`;
    const container = containers.find(({ Id }) => Id === row.container_id);
    if (container?.State !== 'running') return [`${path} is running, its container ${container?.State ?? 'absent'}`];
    const owner = this.installation.owners.get(row.slug);
    const wrong = this.installation.living.map(async (product) => {
      const seen = owner ? await identityOf(owner.at(product), row.type) : {};
      const right = { slug: row.slug, type: row.type, user_id: String(row.user_id), host: container.Id.slice(0, 12) };
      const isRight = Object.entries(right).every(([name, value]) => seen[name] === value);
      return isRight ? [] : [`${product.url}${path} answers ${JSON.stringify(seen)}`];
    });
    return (await Promise.all(wrong)).flat();
  }

  private async nothingHeldOnTo(): Promise<void> {
    for (const product of this.installation.living) {
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
      held = await this.installation.postgres.query(
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

  private rows(): Promise<Row[]> {
    return this.installation.postgres.query<Row>(
      `SELECT user_id, slug, container_type AS type, container_id, status
       FROM user_container JOIN users ON users.id = user_id`,
    );
  }
}

const timersOf = ({ resources }: Vitals): number => resources['Timeout'] ?? 0;

/** Second containers of a card, and containers without a row. */
function strangers(rows: readonly Row[], containers: readonly Docker.ContainerInfo[]): string[] {
  const cardOf = ({ Labels }: Docker.ContainerInfo) => `${Labels['spawner.user']}/${Labels['spawner.type']}`;
  return containers.flatMap((container) => {
    const card = cardOf(container);
    const names = containers.filter((other) => cardOf(other) === card).map(({ Names }) => Names[0]);
    if (names.length > 1) return [`card ${card} has ${names.join(' and ')}`];
    const row = rows.find(({ user_id, type }) => `${user_id}/${type}` === card);
    return row?.container_id === container.Id ? [] : [`${names[0]} is in no row; its card's is ${JSON.stringify(row)}`];
  });
}

/** A resting card must not have a running container. */
function resting(rows: readonly Row[], containers: readonly Docker.ContainerInfo[]): string[] {
  return rows
    .filter(({ status }) => status === 'stopped' || status === 'not_created')
    .filter((row) => containers.some(({ Id, State }) => Id === row.container_id && State === 'running'))
    .map((row) => `/${row.slug}-${row.type} is ${row.status}, and its container runs`);
}
