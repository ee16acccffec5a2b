import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Packages of the workspace, each after the packages that it depends on.
 * @returns {{ id: string, name: string, folder: string, scripts: Record<string, string>, needs: string[] }[]}
 */
export function packages() {
  const found = ['libs', 'apps', 'apps/tests'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((id) => ({ id, folder: join(root, group, id) }))
      .filter(({ folder }) => existsSync(join(folder, 'package.json')))
      .map(({ id, folder }) => {
        const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        const dependencies = { ...manifest.dependencies, ...manifest.devDependencies };
        const needs = Object.keys(dependencies).filter((name) => dependencies[name].startsWith('workspace:'));
        return { id, name: manifest.name, folder, scripts: manifest.scripts ?? {}, needs };
      }),
  );
  const sorted = [];
  const add = (member) => {
    if (sorted.includes(member)) return;
    for (const name of member.needs) add(found.find((other) => other.name === name));
    sorted.push(member);
  };
  found.forEach(add);
  return sorted;
}
