import { describe, it } from '@jest/globals';
import { appendFile } from 'node:fs/promises';
import { run } from './run.js';

type Requirement = 'chromium' | 'engine' | 'traefik';

/** Attacks that are made where the machine has what they need (see setup.mjs), else one visible skip. */
export function attacks(title: string, needs: readonly Requirement[], cases: () => void): void {
  const missing = needs.filter((need) => !process.env[`ATTACKS_${need.toUpperCase()}`]);
  if (missing.length === 0) describe(title, cases);
  else describe.skip(title, () => it(`needs ${missing.join(' and ')}`, () => undefined));
}

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
    await note({ ...row, held: true, result: await play() });
  } catch (error) {
    await note({ ...row, held: false, result: messageOf(error) });
    throw error;
  }
}

/** Without the colours of an expectation that failed. */
const messageOf = (error: unknown): string =>
  // eslint-disable-next-line no-control-regex
  String(error instanceof Error ? error.message : error).replaceAll(/\u001b\[\d+m/g, '');

const note = (row: object): Promise<void> => appendFile(run.table, `${JSON.stringify(row)}\n`);
