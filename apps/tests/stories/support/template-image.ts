import { join } from 'node:path';
import { docker, hasImage } from './docker.cli.js';

export const DEV_IMAGE = 'user-service-template:latest';

const CONTEXT = join(__dirname, '../../../../docker/templates/dev');

/** As operators build it by hand, where it is not there yet. */
export async function ensureDevImage(): Promise<void> {
  if (await hasImage(DEV_IMAGE)) return;
  const base = process.env['USER_TEMPLATE_BASE_DEV'];
  const options = base ? ['--build-arg', `BASE_IMAGE=${base}`] : [];
  await docker(['build', '-t', DEV_IMAGE, ...options, CONTEXT], { seconds: 300 });
}

type Image = Promise<{ close(): Promise<unknown> }>;

/** An application that ends as soon as it begins. */
export function buildBrokenImage(image: string, log: readonly string[] = ['boom']): Image {
  const said = log.map((line) => `echo '${line}' >&2; `).join('');
  return build(image, `FROM ${DEV_IMAGE}\nENTRYPOINT ["sh", "-c", "${said}exit 3"]\n`);
}

/** A base that nothing was built from yet, so that no step comes from the engine's cache. */
export async function freshBaseImage(image: string): Image {
  const base = process.env['USER_TEMPLATE_BASE_PROD'] ?? 'node:24-bookworm-slim';
  const label = `spawner.e2e=${image}-${Date.now()}`;
  const built = await build(image, `FROM ${base}\nLABEL ${label}\n`);
  return {
    close: async () => {
      await built.close();
      // What a build that was given up left behind has inherited the label.
      await docker(['image', 'prune', '--force', '--filter', `label=${label}`]);
    },
  };
}

async function build(image: string, recipe: string): Image {
  await docker(['build', '-t', image, '-'], { stdin: recipe, seconds: 120 });
  return { close: () => docker(['image', 'rm', '--force', image]) };
}
