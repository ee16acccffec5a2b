import type Docker from 'dockerode';
import type { VolumeDriver } from '../docker/docker-volumes.js';
import type { Runtime } from '../runtime.js';
import { NodeEngines } from './node-engines.js';
import { SwarmContainers } from './swarm-containers.js';
import { SwarmHost } from './swarm-host.js';
import { SwarmImages } from './swarm-images.js';
import { SwarmNodes } from './swarm-nodes.js';
import { SwarmServices } from './swarm-services.js';
import { SwarmVolumes } from './swarm-volumes.js';

interface SwarmOptions {
  readonly installation: string;
  /** As in DOCKER_HOST, of at least one manager and of every node that runs services. */
  readonly nodes: readonly string[];
  readonly connect: (address: string) => Docker;
  /** Of the services; an operator has made it on every node. */
  readonly network: string;
  /** Build arguments of every image. */
  readonly proxies?: Readonly<Record<string, string>>;
  readonly imagePatienceMs: number;
  /** Folder of the config.json that `docker login` writes. */
  readonly dockerConfig?: string;
  /** Reached from every node; null keeps volumes on the node where they were made. */
  readonly volumeDriver: VolumeDriver | null;
  /** Where the Traefiks of the machines pass requests to each other; null without them. */
  readonly relayPort?: number | null;
}

export function swarmRuntime(options: SwarmOptions) {
  const engines = new NodeEngines(options.nodes, options.connect);
  const services = new SwarmServices(engines, options.installation);
  const nodes = new SwarmNodes(engines, services, options);
  const volumes = new SwarmVolumes(nodes, services, options.volumeDriver !== null);
  const images = new SwarmImages(nodes, options.imagePatienceMs);
  const host = new SwarmHost(nodes, services, options.relayPort ?? null);
  const containers = new SwarmContainers({ network: options.network, services, nodes, volumes, images });
  return { containers, images, volumes, host } satisfies Runtime;
}
