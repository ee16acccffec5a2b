import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { printTable } from '@spawner/kit/table';
import { closeRun } from './setup/run.mjs';

const TITLES = {
  what: 'case',
  how: 'injected how',
  invariants: 'invariants',
  noticed: 'noticed',
  recovered: 'recovered',
};

/** Prints the result of every case, then cleans up. FAULTS_TABLE keeps the table's rows in a file. */
export default async function teardown() {
  const { FAULTS_RUN: folder, FAULTS_TABLE: copy } = process.env;
  if (!folder) return;
  const rows = join(folder, 'table.jsonl');
  if (existsSync(rows)) {
    // Measured times, not limits.
    printTable(rows, TITLES, ({ what, how, failure, noticed, milliseconds }) => ({
      what,
      how,
      invariants: failure === null ? 'hold' : 'BROKEN',
      noticed: timeOf(noticed),
      recovered: timeOf(milliseconds),
    }));
    if (copy) copyFileSync(rows, copy);
  }
  await closeRun();
}

const timeOf = (milliseconds) => (milliseconds === null ? '–' : `${milliseconds} ms`);
