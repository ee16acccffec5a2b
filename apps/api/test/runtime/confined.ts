import type Docker from 'dockerode';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { containerOptions } from '../../src/runtime/docker/container-options.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { DockerImages } from '../../src/runtime/docker/docker-images.js';
import { DockerNetwork } from '../../src/runtime/docker/docker-network.js';
import type { InstanceLimits } from '../../src/templates/template.js';
import { devTemplate } from './dev-template.js';
import { specOf } from './spec-of.js';

/** Containers with the options of a user's container and any program, on a network of the test. */
export class Confined {
  readonly docker = dockerClient(null);
  readonly template = devTemplate(`spawner-${uniqueId('i')}:latest`);
  private readonly network = `spawner-${uniqueId('n')}`;
  private readonly names: string[] = [];

  constructor(private readonly limits: InstanceLimits) {}

  async open(subnet: string): Promise<this> {
    await new DockerImages(this.docker, 60_000).prepare(this.template, () => undefined);
    await new DockerNetwork(this.docker, this.network, subnet).ensure();
    return this;
  }

  /** @param command in place of the template's own; it is run once, not again and again */
  async start(slug: string, command?: string): Promise<Docker.Container> {
    const name = `user-${slug}-dev-${uniqueId('c')}`;
    const options = containerOptions(specOf(this.template, { userId: 1, slug }, { name, limits: this.limits }), {
      installation: this.network,
      network: this.network,
      publish: false,
      layerQuota: false,
      init: true,
      mounts: [],
    });
    this.names.push(name);
    const container = await this.docker.createContainer({
      ...options,
      ...(command && {
        Entrypoint: ['bash', '-c', command],
        HostConfig: { ...options.HostConfig, RestartPolicy: { Name: 'no' } },
      }),
    });
    await container.start();
    return container;
  }

  async addressOf(container: Docker.Container): Promise<string> {
    const { NetworkSettings } = await container.inspect();
    return NetworkSettings.Networks[this.network]?.IPAddress ?? '';
  }

  async close(): Promise<void> {
    await Promise.all(this.names.map((name) => this.docker.getContainer(name).remove({ force: true, v: true })));
    await this.docker.getNetwork(this.network).remove();
    await this.docker.getImage(this.template.image).remove({ force: true });
  }
}
