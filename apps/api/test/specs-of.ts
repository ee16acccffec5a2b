import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, jest } from '@jest/globals';

/** Runs the spec files of a folder, and of the folders in it, in one module registry, each in a `describe` that keeps its hooks apart. */
export function specsOf(folder: string): void {
  const path = join(__dirname, folder);
  for (const file of readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.spec.ts'),
  )) {
    describe(`${folder}/${file}`, () => {
      jest.requireActual(join(path, file));
    });
  }
}
