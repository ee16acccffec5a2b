import type Docker from 'dockerode';
import type { Runtime } from '../runtime.js';
import { DockerService } from './docker.service.js';
import type { EngineInfo } from './docker-client.js';
import { DockerHelper } from './docker-helper.js';
import { DockerHost } from './docker-host.js';
import { DockerImages } from './docker-images.js';
import { DockerNetwork } from './docker-network.js';
import { DockerVolumes } from './docker-volumes.js';
import { OwnContainers } from './own-containers.js';

export interface DockerOptions {
  readonly installation: string;
  readonly network: string;
  /** CIDR of the network where it has to be made; null takes the next one of the engine's address pool. */
  readonly subnet: string | null;
  /** Build arguments of every image. */
  readonly proxies?: Readonly<Record<string, string>>;
  readonly imagePatienceMs: number;
  /** Folder of the config.json that `docker login` writes. */
  readonly dockerConfig?: string;
  /**
   * Whether services are published on this machine's loopback: needed where a container's own address cannot be reached.
   * Only the engine knows, so it is decided when it answers.
   */
  readonly publish: (engine: EngineInfo) => boolean;
}

export function dockerRuntime(docker: Docker, options: DockerOptions) {
  const { installation, publish } = options;
  const network = new DockerNetwork(docker, options.network, options.subnet);
  const helpers = new DockerHelper(docker, installation);
  const host = new DockerHost(docker, network, helpers);
  const own = new OwnContainers(docker, installation);
  const volumes = new DockerVolumes(docker, own, helpers);
  const images = new DockerImages(docker, options.imagePatienceMs, options.proxies, options.dockerConfig);
  const containers = new DockerService(docker, { own, publish, network, host, volumes, images });
  return { containers, images, volumes, host } satisfies Runtime;
}
