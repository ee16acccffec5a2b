import { Person } from '@spawner/kit/person';
import type { SwarmNode } from '@spawner/kit/swarm';
import { until } from '@spawner/kit/until';
import { Cluster } from './cluster.js';
import { run } from './run.js';

/** A container on a node, with its address on the node's own network. */
interface Place {
  readonly type: string;
  readonly node: SwarmNode;
  readonly address: string;
  /** The node's address on it. */
  readonly gateway: string;
}

const TYPES = ['dev', 'development', 'own', 'open', 'bait', 'members'];

/** A cluster of three nodes, with services of ann's on several, and one of mallory's, who attacks, on a worker. */
export class AttackedCluster {
  private constructor(
    readonly cluster: Cluster,
    readonly ann: Person,
    readonly mallory: Person,
    /** Where mallory attacks from. */
    readonly inside: Place,
    /** A service of ann's on the same node, and one on another. */
    readonly near: Place,
    readonly far: Place,
  ) {}

  static async start(): Promise<AttackedCluster> {
    const cluster = await Cluster.start({
      images: [process.env['ATTACKS_IMAGE'] ?? ''],
      templates: run.templates,
      settings: { REQUEST_LIMIT: '1000000', MAGIC_LINK_RATE_LIMIT: '1000', DEFAULT_MEMORY_LIMIT: '128m' },
    });
    try {
      const [ann, mallory] = [await register(cluster, 'ann'), await register(cluster, 'mallory')];
      const { manager } = cluster.swarm;
      const inside = await launchUntil(cluster, mallory, ({ node }) => node !== manager);
      const near = await launchUntil(cluster, ann, ({ node }) => node === inside.node);
      const far = await launchUntil(cluster, ann, ({ node }) => node !== inside.node);
      return new AttackedCluster(cluster, ann, mallory, inside, near, far);
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.cluster.close();
  }
}

const register = (cluster: Cluster, name: string): Promise<Person> =>
  Person.register(cluster, `${name}@example.com`, cluster.mailbox);

/** Launches one type after the other: managers spread them over the nodes. */
async function launchUntil(cluster: Cluster, person: Person, isRight: (place: Place) => boolean): Promise<Place> {
  for (const type of TYPES) {
    // A cluster that has just begun may answer that it is not ready.
    await until(`${type} of ${person.slug} runs`, 240, async () => (await person.launch(type, 120)).status === 200);
    const place = await placeOf(cluster, person, type);
    if (isRight(place)) return place;
  }
  throw new Error(`no service of ${person.slug} is where it is needed`);
}

async function placeOf(cluster: Cluster, person: Person, type: string): Promise<Place> {
  for (const node of cluster.swarm.nodes) {
    const filters = [`label=spawner.user=${person.user.id}`, `label=spawner.type=${type}`];
    const listed = ['ps', '--quiet', ...filters.flatMap((filter) => ['--filter', filter])];
    const id = await node.docker(listed);
    if (!id) continue;
    const format = '{{with .NetworkSettings.Networks.bridge}}{{.IPAddress}} {{.Gateway}}{{end}}';
    const [address = '', gateway = ''] = (await node.docker(['inspect', '--format', format, id])).split(' ');
    return { type, node, address, gateway };
  }
  throw new Error(`${type} of ${person.slug} runs nowhere`);
}
