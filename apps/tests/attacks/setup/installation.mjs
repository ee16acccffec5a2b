import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const HOSTILE = fileURLToPath(new URL('../hostile', import.meta.url));

/** One application, in whatever way it may be opened. `dev` and `development` begin alike. */
const TEMPLATES = {
  dev: 'private',
  development: 'private',
  own: 'private',
  bait: 'private',
  open: 'public',
  members: 'members',
};

/** The built product beside templates of our own: the product looks for both from where its main file lies. */
export async function layOutProduct(run, image) {
  if (!existsSync(join(ROOT, 'apps/api/dist/main.js'))) {
    throw new Error('The product is not built: run `pnpm -r build` first.');
  }
  const root = join(run, 'product');
  await mkdir(join(root, 'apps/api'), { recursive: true });
  await mkdir(join(root, 'apps/web'));
  for (const file of ['package.json', 'apps/api/package.json', 'apps/api/dist']) {
    await cp(join(ROOT, file), join(root, file), { recursive: true });
  }
  await symlink(join(ROOT, 'apps/api/node_modules'), join(root, 'apps/api/node_modules'));
  await symlink(join(ROOT, 'apps/web/dist'), join(root, 'apps/web/dist'));
  for (const [order, [type, access]] of Object.entries(TEMPLATES).entries()) {
    const folder = join(root, 'docker/templates', type);
    await cp(HOSTILE, folder, { recursive: true });
    const template = { order, display_name: type, description: `hostile: ${access}`, image, access, read_only: true };
    await writeFile(join(folder, 'template.json'), JSON.stringify(template));
  }
}
