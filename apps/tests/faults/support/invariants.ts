import { until } from '@spawner/kit/until';
import type Docker from 'dockerode';
import { identityOf } from './identity.js';
import type { Installation } from './installation.js';
import type { Product, Vitals } from './product.js';

/** Longest that anything may be on its way: launches here are given 8 s to listen, and stopping 10 s. */
const TRANSITION_SECONDS = 25;
/** How long idle connections may take to be let go of. */
const SETTLE_SECONDS = 15;
/** Connections kept for later, to the database, the engine and the services, and what watches over them. */
const SLACK = { descriptors: 16, listeners: 2, timers: 2 };

interface Row {
  readonly user_id: number;
  readonly slug: string;
  readonly type: string;
  readonly container_id: string | null;
  readonly status: string;
}

/** What holds after every fault, whatever the fault was. Promises are checked; how long it takes is not. */
export class Invariants {
  private constructor(
    private readonly installation: Installation,
    private readonly atFirst: Map<Product, Vitals>,
  ) {}

  /** Remembers what the product holds on to before anything is broken. */
  static async watch(installation: Installation): Promise<Invariants> {
    const invariants = new Invariants(installation, new Map());
    for (const product of installation.living) await invariants.know(product);
    return invariants;
  }

  async check(): Promise<void> {
    await this.nothingOnItsWay();
    // What the product shows follows what is; that both agree is to come about, not to be there at once.
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
    await until('nothing is on its way', TRANSITION_SECONDS, async () => {
      left = (await this.rows()).filter(({ status }) => status === 'starting' || status === 'stopping');
      return left.length === 0;
    }).catch(() => {
      throw new Error(`Past their deadline: ${JSON.stringify(left)}`);
    });
  }

  private async problems(): Promise<string[]> {
    const [rows, containers] = await Promise.all([this.rows(), this.installation.containers()]);
    const answers = rows.filter(({ status }) => status === 'running').map((row) => this.answers(row, containers));
    return [...strangers(rows, containers), ...resting(rows, containers), ...(await Promise.all(answers)).flat()];
  }

  /** A running row has a container, and its owner reaches exactly that one through any process. */
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
        throw new Error(`Held on to: ${JSON.stringify({ before, now })}`);
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

/** More than one container for a card, or one that no row knows. */
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

/** A card that says it rests must not have a container that runs. */
function resting(rows: readonly Row[], containers: readonly Docker.ContainerInfo[]): string[] {
  return rows
    .filter(({ status }) => status === 'stopped' || status === 'not_created')
    .filter((row) => containers.some(({ Id, State }) => Id === row.container_id && State === 'running'))
    .map((row) => `/${row.slug}-${row.type} is ${row.status}, and its container runs`);
}
