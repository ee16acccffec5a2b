import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MODES } from './modes.mjs';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
/** Refused at once and without the internet. */
const NOWHERE = 'localhost:1/nowhere:missing';

/**
 * The built product beside templates of our own: the product looks for both from where its main file lies.
 * @param repository the repository whose tags are the modes of docker/mimic
 */
export async function layOutProduct(folder, repository) {
  if (!existsSync(join(ROOT, 'apps/api/dist/main.js'))) {
    throw new Error('The product is not built: run `pnpm -r build` first.');
  }
  const root = join(folder, 'product');
  await mkdir(join(root, 'apps/api'), { recursive: true });
  await mkdir(join(root, 'apps/web'));
  await cp(join(ROOT, 'package.json'), join(root, 'package.json'));
  await cp(join(ROOT, 'apps/api/package.json'), join(root, 'apps/api/package.json'));
  await cp(join(ROOT, 'apps/api/dist'), join(root, 'apps/api/dist'), { recursive: true });
  await symlink(join(ROOT, 'apps/api/node_modules'), join(root, 'apps/api/node_modules'));
  await symlink(join(ROOT, 'apps/web/dist'), join(root, 'apps/web/dist'));
  const images = { ...Object.fromEntries(MODES.map((mode) => [mode, `${repository}:${mode}`])), missing: NOWHERE };
  for (const [order, [type, image]] of Object.entries(images).entries()) {
    const template = join(root, 'docker/templates', type);
    await mkdir(template, { recursive: true });
    const content = { order, display_name: type, description: `mimic: ${type}`, image };
    await writeFile(join(template, 'template.json'), JSON.stringify(content));
  }
}
