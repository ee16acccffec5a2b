import { describe, it } from '@jest/globals';

export type Requirement = 'chromium' | 'engine' | 'compose';

/** A story that is told where the machine has what it needs (see setup.mjs), else leaves one visible skip. */
export function story(title: string, needs: readonly Requirement[], tests: () => void): void {
  const missing = needs.filter((need) => !process.env[`E2E_${need.toUpperCase()}`]);
  if (missing.length === 0) describe(title, tests);
  else describe.skip(title, () => it(`needs ${missing.join(' and ')}`, () => undefined));
}
