import { it } from '@jest/globals';
import { noteRow } from '@spawner/kit/table';
import { run } from './run.js';

/**
 * One attack, one row in the table.
 * @param required the required result
 * @param play throws if the attack succeeds; else returns the result
 */
export function attack(what: string, input: string, required: string, play: () => Promise<string>): void {
  it(`${what}: ${input} → ${required}`, () => attempt(what, input, required, play));
}

/** One of many attacks within a test, where their number is known only at run time. */
export async function attempt(
  what: string,
  input: string,
  required: string,
  play: () => Promise<string>,
): Promise<void> {
  const row = { what, input, required };
  try {
    await noteRow(run.table, { ...row, held: true, result: await play() });
  } catch (error) {
    await noteRow(run.table, { ...row, held: false, result: messageOf(error) });
    throw error;
  }
}

/** Removes the colours of a failed expectation. */
const messageOf = (error: unknown): string =>
  // eslint-disable-next-line no-control-regex
  String(error instanceof Error ? error.message : error).replaceAll(/\u001b\[\d+m/g, '');
