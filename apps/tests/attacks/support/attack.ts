import { it } from '@jest/globals';
import { noteRow } from '@spawner/kit/table';
import { run } from './run.js';

/**
 * One attack, which gets a row in the table.
 * @param required what has to come of it
 * @param play throws where the attack succeeds; else says what came of it
 */
export function attack(what: string, input: string, required: string, play: () => Promise<string>): void {
  it(`${what}: ${input} → ${required}`, () => attempt(what, input, required, play));
}

/** One of many within a test, where their number shows only at run time. */
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

/** Without the colours of an expectation that failed. */
const messageOf = (error: unknown): string =>
  // eslint-disable-next-line no-control-regex
  String(error instanceof Error ? error.message : error).replaceAll(/\u001b\[\d+m/g, '');
