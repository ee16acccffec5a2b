import { join } from 'node:path';
import { docker, hasImage } from './docker.cli.js';

export const DEV_IMAGE = 'user-service-template:latest';

const CONTEXT = join(__dirname, '../../../docker/templates/dev');

/** As operators build it by hand, where it is not there yet. */
export async function ensureDevImage(): Promise<void> {
  if (await hasImage(DEV_IMAGE)) return;
  const base = process.env['USER_TEMPLATE_BASE_DEV'];
  const options = base ? ['--build-arg', `BASE_IMAGE=${base}`] : [];
  await docker(['build', '-t', DEV_IMAGE, ...options, CONTEXT], { seconds: 300 });
}

/** An application that ends as soon as it begins. */
export async function buildBrokenImage(image: string): Promise<{ close(): Promise<unknown> }> {
  const recipe = `FROM ${DEV_IMAGE}\nENTRYPOINT ["sh", "-c", "echo boom >&2; exit 3"]\n`;
  await docker(['build', '-t', image, '-'], { stdin: recipe, seconds: 120 });
  return { close: () => docker(['image', 'rm', '--force', image]) };
}
