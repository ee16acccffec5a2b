import type { Cluster } from './cluster.js';
import { HeldResources } from './held-resources.js';
import { identityOf } from './identity.js';
import { holdsWithin, noComplaints } from './invariant-checks.js';

/** Managers wait for three heartbeats of five seconds before they give a node up, and engines ten for a container to end. */
const SETTLE_SECONDS = 60;

interface Row {
  readonly user_id: number;
  readonly slug: string;
  readonly type: string;
  readonly container_id: string | null;
  readonly status: string;
  readonly failure: { readonly code: string } | null;
  readonly waits_for: object | null;
}

interface Container {
  readonly id: string;
  readonly card: string;
  readonly service: string;
  readonly node: string;
}

/** Invariants after every fault, when all machines are back. */
export class ClusterInvariants {
  private constructor(
    private readonly cluster: Cluster,
    private readonly held: HeldResources,
  ) {}

  static async watch(cluster: Cluster): Promise<ClusterInvariants> {
    const person = await cluster.newcomer();
    await person.hasLaunched('ok', 'kept');
    return new ClusterInvariants(cluster, await HeldResources.watch(cluster));
  }

  async check(): Promise<void> {
    await holdsWithin(SETTLE_SECONDS, () => this.problems());
    await this.held.check();
    noComplaints(this.cluster.started);
  }

  private async problems(): Promise<string[]> {
    const [rows, containers, services] = await Promise.all([this.rows(), this.containers(), this.services()]);
    const cards = await Promise.all(rows.map((row) => this.ofCard(row, containers)));
    const strangers = services
      .filter((id) => !rows.some(({ container_id }) => container_id === id))
      .map((id) => `the service ${id} is in no row`);
    const lost = containers
      .filter(({ service }) => !services.includes(service))
      .map(({ card, node }) => `card ${card} has a container on ${node} and no service`);
    return [...cards.flat(), ...strangers, ...lost];
  }

  /** A running card has one container, which its owner reaches through every machine; a resting or failed one has none. */
  private async ofCard(row: Row, containers: readonly Container[]): Promise<string[]> {
    const path = `/${row.slug}-${row.type}`;
    const own = containers.filter(({ card }) => card === `${row.user_id}/${row.type}`);
    const where = own.map(({ node }) => node).join(' and ') || 'nowhere';
    if (['stopped', 'not_created', 'error'].includes(row.status)) {
      const status = [row.status, row.failure?.code].filter(Boolean).join(' ');
      return own.length > 0 ? [`${path} is ${status}, and its container runs on ${where}`] : [];
    }
    if (row.status !== 'running') return [`${path} is still ${row.status}, its container runs on ${where}`];
    if (row.waits_for) return [`${path} waits for ${JSON.stringify(row.waits_for)}, its container runs on ${where}`];
    const [container] = own;
    if (own.length !== 1 || container?.service !== row.container_id)
      return [`${path} is ${row.status}, its container runs on ${where}`];
    const owner = this.cluster.owners.get(row.slug);
    if (!owner) return [`${path} has no owner`];
    const right = { slug: row.slug, type: row.type, user_id: String(row.user_id), host: container.id.slice(0, 12) };
    const wrong = this.cluster.doors.map(async (door, number) => {
      const seen = await identityOf(owner.at(door), row.type);
      const isRight = Object.entries(right).every(([name, value]) => seen[name] === value);
      return isRight ? [] : [`${path} on ${where} answers at door ${number} ${JSON.stringify(seen)}`];
    });
    const stale = this.cluster.living.map(async (product) => {
      const { as_of } = await owner.at(product).card(row.type);
      return as_of === null ? [] : [`${path} is as of ${as_of} at ${product.url}`];
    });
    return (await Promise.all([...wrong, ...stale])).flat();
  }

  private rows(): Promise<Row[]> {
    return this.cluster.postgres.query<Row>(
      `SELECT user_id, slug, container_type AS type, container_id, status, failure, waits_for
       FROM user_container JOIN users ON users.id = user_id`,
    );
  }

  /** That run, on all machines. */
  private async containers(): Promise<Container[]> {
    const labels = ['spawner.user', 'spawner.type', 'com.docker.swarm.service.id'];
    const format = ['{{.ID}}', ...labels.map((name) => `{{.Label "${name}"}}`)].join(' ');
    const found = this.cluster.machines.map(async ({ node }) => {
      const listed = await node.docker([...['ps', '--no-trunc', '--filter', 'label=spawner.user', '--format', format]]);
      return lines(listed).map((line) => {
        const [id = '', user = '', type = '', service = ''] = line.split(' ');
        return { id, card: `${user}/${type}`, service, node: node.name };
      });
    });
    return (await Promise.all(found)).flat();
  }

  private async services(): Promise<string[]> {
    const listed = await this.cluster.manage([
      ...['service', 'ls', '--filter', 'label=spawner.user', '--format', '{{.ID}}'],
    ]);
    const short = lines(listed);
    if (short.length === 0) return [];
    return lines(await this.cluster.manage(['service', 'inspect', '--format', '{{.ID}}', ...short]));
  }
}

const lines = (printed: string): string[] => printed.split('\n').filter(Boolean);
