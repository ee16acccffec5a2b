import { join } from 'node:path';
import { docker } from '@spawner/kit/docker';
import { ROOT, uniqueId } from '@spawner/kit/run';
import type { SwarmNode } from '@spawner/kit/swarm';

const FILES = { spawner: 'docker/api.Dockerfile', 'spawner-guard': 'docker/guard.Dockerfile' };

/** The product's images of this checkout, built on the engine of the tests because it reaches the packages. */
export class ProductImages {
  private constructor(private readonly names: ReadonlyMap<string, string>) {}

  static async build(): Promise<ProductImages> {
    const id = uniqueId('i');
    const names = new Map(Object.keys(FILES).map((name) => [name, `${name}-${id}`]));
    const base = process.env['TEST_NODE_IMAGE'];
    const args = base ? ['--build-arg', `BASE_IMAGE=${base}`] : [];
    for (const [name, file] of Object.entries(FILES))
      await docker(['build', '--quiet', '--file', join(ROOT, file), '--tag', names.get(name) ?? '', ...args, ROOT], {
        seconds: 600,
        // BuildKit would look for the base image in a registry even if it is local.
        env: { ...process.env, DOCKER_BUILDKIT: '0' },
      });
    return new ProductImages(names);
  }

  /** Under the names that docs/cluster.md and docker-compose.yml give them, with others of this machine's engine. */
  async load(node: SwarmNode, ...others: readonly string[]): Promise<void> {
    const file = node.path('/srv/images.tar');
    await docker(['save', '--output', file, ...this.names.values(), ...others], { seconds: 120 });
    await node.type('docker load --quiet --input images.tar && rm images.tar', { seconds: 120 });
    for (const [name, built] of this.names) await node.type(`docker tag ${built} ${name} && docker rmi ${built}`);
  }

  async close(): Promise<void> {
    await docker(['image', 'rm', '--force', ...this.names.values()]);
  }
}
