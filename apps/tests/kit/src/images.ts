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

/** Builds without BuildKit, which would look for a base image in a registry even if it is local. */
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

/** Built for this run and removed after it. */
export async function ownImage(image: string, options: BuildOptions): Promise<{ close(): Promise<unknown> }> {
  await buildImage(image, options);
  return { close: () => docker(['image', 'rm', '--force', image]) };
}

/** Builds the image as operators do, if it is missing. */
export async function ensureDevImage(): Promise<void> {
  if (await hasImage(DEV_IMAGE)) return;
  const base = process.env['USER_TEMPLATE_BASE_DEV'];
  await buildImage(DEV_IMAGE, { from: CONTEXT, ...(base && { args: { BASE_IMAGE: base } }) });
}

/** An application that ends right after its start. */
export const buildBrokenImage = (image: string, log: readonly string[] = ['boom']): ReturnType<typeof ownImage> => {
  const printed = log.map((line) => `echo '${line}' >&2; `).join('');
  return ownImage(image, { from: { recipe: `FROM ${DEV_IMAGE}\nENTRYPOINT ["sh", "-c", "${printed}exit 3"]\n` } });
};
