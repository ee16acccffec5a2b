import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, it } from '@jest/globals';

/** Not in the repository. */
const SHOWS = join(__dirname, '../shows');
const SECONDS = 240;

/** `it` that keeps how long each step took, in `shows/{name}.log`. */
export function timedSteps(name: string): (title: string, run: () => Promise<void>) => void {
  const lines: string[] = [];
  afterAll(async () => {
    await mkdir(SHOWS, { recursive: true });
    await writeFile(join(SHOWS, `${name}.log`), lines.join(''));
  });
  return (title, run) => {
    it(
      title,
      async () => {
        const began = performance.now();
        await run();
        lines.push(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${title}\n`);
      },
      SECONDS * 1000,
    );
  };
}
