import { until } from '@spawner/kit/until';
import type Docker from 'dockerode';
import { HeldResources } from './held-resources.js';
import { identityOf } from './identity.js';
import type { Installation } from './installation.js';
import { holdsWithin, noComplaints } from './invariant-checks.js';

/** Limit of any transition: a launch has 8 s to listen, a stop 10 s. */
const TRANSITION_SECONDS = 25;

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
    private readonly held: HeldResources,
  ) {}

  /** Records the resources of the product before the first fault. */
  static async watch(installation: Installation): Promise<Invariants> {
    return new Invariants(installation, await HeldResources.watch(installation));
  }

  async check(): Promise<void> {
    await this.nothingOnItsWay();
    await holdsWithin(TRANSITION_SECONDS, () => this.problems());
    await this.held.check();
    noComplaints(this.installation.started);
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

  private rows(): Promise<Row[]> {
    return this.installation.postgres.query<Row>(
      `SELECT user_id, slug, container_type AS type, container_id, status
       FROM user_container JOIN users ON users.id = user_id`,
    );
  }
}

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
