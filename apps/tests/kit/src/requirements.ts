import { describe, it } from '@jest/globals';
import { has } from './machine.js';

/** Tests for machines that meet their requirements (see findRequirements); elsewhere one visible skip. */
export function describeWith(needs: readonly string[], title: string, tests: () => void): void {
  const missing = needs.filter((need) => !has(need));
  if (missing.length === 0) describe(title, tests);
  else describe.skip(title, () => it(`needs ${missing.join(' and ')}`, () => undefined));
}
