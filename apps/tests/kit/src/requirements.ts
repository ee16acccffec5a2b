import { describe, it } from '@jest/globals';
import { has } from './machine.js';

/** Tests that run where the machine has what they need (see findRequirements); elsewhere they leave one visible skip. */
export function describeWith(needs: readonly string[], title: string, tests: () => void): void {
  const missing = needs.filter((need) => !has(need));
  if (missing.length === 0) describe(title, tests);
  else describe.skip(title, () => it(`needs ${missing.join(' and ')}`, () => undefined));
}
