import { randomUUID } from 'node:crypto';
import { containerOptions } from '@spawner/api/dist/runtime/docker/container-options.js';
import { instanceSpec } from '@spawner/api/dist/runtime/instance-spec.js';
import Docker from 'dockerode';
import { firstAnswer } from './first-answer.mjs';

export const IMAGE = 'user-service-template:latest';
export const TEMPLATE = {
  type: 'dev',
  image: IMAGE,
  volumes: ['/srv/www'],
  port: 8080,
  path: 'strip',
  environment: {},
  command: null,
  health: false,
  limits: { memoryBytes: 512 * 1024 ** 2, cpuQuota: 50_000, processes: 256, shmBytes: null },
  confinement: { readOnly: true, runtime: null, user: null, root: false, capabilities: [], init: true },
  missingConsents: [],
};
const REF = { userId: 0, slug: 'floor', type: 'dev' };
const SERVED = { basePath: '', serviceUrl: '', labels: {} };

const docker = new Docker();

/** The engine without Spawner: the minimum for a launch, with the same image, network, limits and confinement. */
export class Floor {
  #made = [];

  constructor(network) {
    this.network = network;
  }

  /** With new volumes, as a first launch. */
  async create() {
    const name = `bench-floor-${randomUUID()}`;
    const container = await docker.createContainer(floorOptions(name, this.network));
    this.#made.push({ container, volume: docker.getVolume(name) });
    return container;
  }

  /** Start and wait for the first page. */
  async start(container) {
    await container.start();
    const { NetworkSettings } = await container.inspect();
    await firstAnswer({ host: NetworkSettings.Networks[this.network].IPAddress, port: TEMPLATE.port });
  }

  async clear() {
    await Promise.all(
      this.#made.splice(0).map(async ({ container, volume }) => {
        await container.remove({ force: true }).catch(() => undefined);
        await volume.remove().catch(() => undefined);
      }),
    );
  }
}

/** The options of a container as Spawner creates it, with a new volume of its name. */
export function floorOptions(name, network) {
  const mounts = TEMPLATE.volumes.map((path) => ({ Type: 'volume', Source: name, Target: path }));
  return containerOptions(
    { ...instanceSpec(TEMPLATE, REF, SERVED), name },
    { installation: 'bench-floor', network, publish: false, init: true, mounts },
  );
}

export async function removeContainers(label) {
  const found = await docker.listContainers({ all: true, filters: { label: [label] } });
  await Promise.all(found.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
}

export async function removeVolumes(label) {
  const { Volumes } = await docker.listVolumes({ filters: { label: [label] } });
  await Promise.all((Volumes ?? []).map(({ Name }) => docker.getVolume(Name).remove({ force: true })));
}

export const removeNetwork = (name) =>
  docker
    .getNetwork(name)
    .remove()
    .catch(() => undefined);

export const hasImage = (image) =>
  docker
    .getImage(image)
    .inspect()
    .then(
      () => true,
      () => false,
    );
