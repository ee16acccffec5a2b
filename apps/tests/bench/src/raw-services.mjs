import { randomUUID } from 'node:crypto';
import { serviceSpec, withReplicas } from '@spawner/api/dist/runtime/swarm/service-spec.js';
import { until } from '@spawner/kit/until';
import Docker from 'dockerode';
import { NETWORK } from './cluster.mjs';
import { floorOptions, IMAGE, TEMPLATE } from './engine.mjs';
import { firstAnswer } from './first-answer.mjs';

/** The swarm without Spawner: the minimum for a launch, with the same image, network, limits and confinement. */
export class RawServices {
  #made = [];

  constructor(nodes) {
    this.engines = new Map(nodes.map(({ socket }) => [socket, new Docker({ socketPath: socket })]));
    [this.manager] = this.engines.values();
  }

  /** Creates a service with a new volume, and waits for its first page. */
  async launch() {
    this.imageId ??= (await this.manager.getImage(IMAGE).inspect()).Id;
    const options = floorOptions(`bench-raw-${randomUUID()}`, NETWORK);
    const spec = serviceSpec(options, { imageId: this.imageId, node: null, noNewPrivileges: false });
    const service = await this.manager.createService(withReplicas(spec, 1));
    this.#made.push(service);
    await firstAnswer({ host: await this.#addressOf(service.id), port: TEMPLATE.port });
  }

  async clear() {
    await Promise.all(this.#made.splice(0).map((service) => service.remove()));
    await until('the containers are gone', 60, async () => {
      const left = await Promise.all([...this.engines.values()].map((docker) => this.#containersOf(docker)));
      return left.flat().length === 0;
    });
  }

  async #addressOf(id) {
    let address;
    await until('the container has an address', 60, async () => {
      for (const docker of this.engines.values()) {
        const [container] = await this.#containersOf(docker, `com.docker.swarm.service.id=${id}`);
        address = container?.NetworkSettings.Networks[NETWORK]?.IPAddress;
        if (address) return true;
      }
      return false;
    });
    return address;
  }

  #containersOf(docker, label = 'spawner.installation=bench-floor') {
    return docker.listContainers({ filters: { label: [label] } });
  }
}
