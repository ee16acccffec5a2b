import { join } from 'node:path';
import { docker, hasImage } from './docker.js';
import { ROOT } from './run.js';

export const DEV_IMAGE = 'user-service-template:latest';

const CONTEXT = join(ROOT, 'docker/templates/dev');

interface BuildOptions {
  /** A folder, or a Dockerfile's text. */
  readonly from: string | { readonly recipe: string };
  readonly args?: Readonly<Record<string, string>>;
}

/** Builds an image from a base that may be on this machine only, which BuildKit would look for in a registry. */
export async function buildImage(image: string, { from, args = {} }: BuildOptions): Promise<void> {
  const base = process.env['TEST_NODE_IMAGE'];
  const values = { ...(base && { BASE_IMAGE: base }), ...args };
  const options = Object.entries(values).flatMap((value) => ['--build-arg', value.join('=')]);
  const context = typeof from === 'string' ? { place: from } : { place: '-', stdin: from.recipe };
  await docker(['build', '--quiet', '--tag', image, ...options, context.place], {
    seconds: 300,
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    ...('stdin' in context && { stdin: context.stdin }),
  });
}

/** Made by this run, and removed with it. */
export async function ownImage(image: string, options: BuildOptions): Promise<{ close(): Promise<unknown> }> {
  await buildImage(image, options);
  return { close: () => docker(['image', 'rm', '--force', image]) };
}

/** As operators build it by hand, where it is not there yet. */
export async function ensureDevImage(): Promise<void> {
  if (await hasImage(DEV_IMAGE)) return;
  const base = process.env['USER_TEMPLATE_BASE_DEV'];
  await buildImage(DEV_IMAGE, { from: CONTEXT, ...(base && { args: { BASE_IMAGE: base } }) });
}

/** An application that ends as soon as it begins. */
export const buildBrokenImage = (image: string, log: readonly string[] = ['boom']): ReturnType<typeof ownImage> => {
  const printed = log.map((line) => `echo '${line}' >&2; `).join('');
  return ownImage(image, { from: { recipe: `FROM ${DEV_IMAGE}\nENTRYPOINT ["sh", "-c", "${printed}exit 3"]\n` } });
};
