import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { AppError } from '../../errors/app-error.js';
import { engine, readDeadline, statusOf } from '../docker/docker-errors.js';
import { DockerHelper } from '../docker/docker-helper.js';
import { DockerHost } from '../docker/docker-host.js';
import { DockerImages } from '../docker/docker-images.js';
import { DockerNetwork } from '../docker/docker-network.js';
import { DockerVolumes, type VolumeDriver } from '../docker/docker-volumes.js';
import type { NodeEngine, NodeEngines } from './node-engines.js';
import { containerNameOf, shownTask } from './swarm-instance.js';
import type { SwarmServices } from './swarm-services.js';

interface Options {
  readonly network: string;
  readonly proxies?: Readonly<Record<string, string>>;
  readonly imagePatienceMs: number;
  readonly dockerConfig?: string;
  readonly volumeDriver: VolumeDriver | null;
}

/** What Docker's driver has for one engine, of the engine of a node. */
interface NodeParts {
  readonly images: DockerImages;
  readonly volumes: DockerVolumes;
  readonly host: DockerHost;
  readonly network: DockerNetwork;
}

/** The parts of each node, made when they are first needed. */
export class SwarmNodes {
  private readonly parts = new WeakMap<Docker, NodeParts>();

  constructor(
    readonly engines: NodeEngines,
    private readonly services: SwarmServices,
    private readonly options: Options,
  ) {}

  partsOf(node: NodeEngine): NodeParts {
    const made = this.parts.get(node.docker) ?? this.make(node);
    this.parts.set(node.docker, made);
    return made;
  }

  /** Those that run something or may, in an order that stays; the first managers. */
  async ready(): Promise<NodeEngine[]> {
    let found = await this.knownReady();
    if (found.length === 0) {
      // Others may be in use by now, and those that have not answered are left alone for a while.
      this.services.forgetNodes();
      await this.engines.refresh();
      found = await this.knownReady();
    }
    return found.sort((a, b) => Number(b.manager) - Number(a.manager));
  }

  /**
   * Ids of those that nothing is started on now: those that cannot, and those whose engines do not answer although managers
   * would use them. Unless no other one would be left.
   */
  async exceptions(cannot: readonly string[]): Promise<readonly string[]> {
    const [known, answering] = await Promise.all([this.services.nodes(), this.engines.all()]);
    const ready = known.filter(({ state }) => state === 'ready').map(({ id }) => id);
    const silent = ready.filter((id) => !answering.some((node) => node.id === id));
    const possible = [[...new Set([...cannot, ...silent])], cannot];
    return possible.find((some) => ready.some((id) => !some.includes(id))) ?? [];
  }

  private async knownReady(): Promise<NodeEngine[]> {
    const nodes = await this.services.nodes();
    const usable = new Set(nodes.filter(({ state }) => state === 'ready').map(({ id }) => id));
    return (await this.engines.all()).filter(({ id }) => usable.has(id));
  }

  private make(node: NodeEngine): NodeParts {
    const { docker } = node;
    const { installation } = this.services;
    const { network: name, imagePatienceMs, proxies, dockerConfig, volumeDriver } = this.options;
    const network = new DockerNetwork(docker, name, null);
    const helpers = new DockerHelper(docker, installation);
    const own = { installation, find: (instance: string) => this.containerOf(node, instance) };
    return {
      images: new DockerImages(docker, imagePatienceMs, proxies, dockerConfig),
      volumes: new DockerVolumes(docker, own, helpers, volumeDriver ?? undefined),
      host: new DockerHost(docker, network, helpers),
      network,
    };
  }

  /** Of an instance, where it is on this node. */
  private async containerOf({ id, docker }: NodeEngine, instance: string): Promise<ContainerInspectInfo | null> {
    const service = await this.services.find(instance);
    const task = service && shownTask(await this.services.tasks(service.ID));
    if (!service || task?.NodeID !== id) return null;
    return inspected(docker, containerNameOf(service, task));
  }
}

export const noNodeReady = () => new AppError('runtime_unreachable', { reason: 'no node of the swarm is ready' });

/** Null where it is not there yet, or no longer. */
export async function inspected(docker: Docker, name: string): Promise<ContainerInspectInfo | null> {
  try {
    return await engine(docker.getContainer(name).inspect({ abortSignal: readDeadline() }), [403, 404]);
  } catch (error) {
    if ([403, 404].includes(statusOf(error) ?? 0)) return null;
    throw error;
  }
}
