import { randomUUID } from 'node:crypto';
import { traefikLabels } from '@spawner/api/dist/gateway/traefik/traefik-labels.js';
import Docker from 'dockerode';
import { IMAGE } from './engine.mjs';

const docker = new Docker();
const AT_ONCE = 12;

/** Containers of other people that run and that Traefik routes to. Not on the host's network, where Traefik asks the DNS for each. */
export class Neighbours {
  #made = [];

  constructor(network) {
    this.network = network;
  }

  async growTo(count) {
    while (this.#made.length < count) {
      const missing = Math.min(AT_ONCE, count - this.#made.length);
      const made = await Promise.all(Array.from({ length: missing }, (_, n) => this.#start(this.#made.length + n)));
      this.#made.push(...made);
    }
  }

  async remove() {
    while (this.#made.length > 0) {
      await Promise.all(this.#made.splice(0, AT_ONCE).map((container) => container.remove({ force: true })));
    }
  }

  async #start(number) {
    const route = { userId: 100_000 + number, slug: `neighbour${number}`, type: 'dev' };
    const place = {
      ...{ host: 'localhost', prefix: `/${route.slug}-dev`, keepsPrefix: false, port: 8080 },
      ...{ network: this.network, entryPoint: 'web', certResolver: null, authAddress: 'http://127.0.0.1:9' },
    };
    const container = await docker.createContainer({
      name: `bench-neighbour-${randomUUID()}`,
      Image: IMAGE,
      Entrypoint: ['sleep', 'infinity'],
      Labels: traefikLabels(route, place, { guarded: true, sandboxed: false }),
      HostConfig: { NetworkMode: this.network, Init: false },
    });
    await container.start();
    return container;
  }
}
