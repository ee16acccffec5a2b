import { docker } from '@spawner/kit/docker';
import { ownImage } from '@spawner/kit/images';

/** An unused base image, so that no build step comes from the engine's cache. */
export async function freshBaseImage(image: string): Promise<{ close(): Promise<unknown> }> {
  const base = process.env['USER_TEMPLATE_BASE_PROD'] ?? 'node:24-bookworm-slim';
  const label = `spawner.test=${image}-${Date.now()}`;
  const built = await ownImage(image, { from: { recipe: `FROM ${base}\nLABEL ${label}\n` } });
  return {
    close: async () => {
      await built.close();
      // Images of an aborted build have inherited the label.
      await docker(['image', 'prune', '--force', '--filter', `label=${label}`]);
    },
  };
}
