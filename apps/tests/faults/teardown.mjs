import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { printTable } from './setup/table.mjs';
import { closeRun } from './setup/run.mjs';

/** Prints what every case came to, then leaves nothing behind. FAULTS_TABLE keeps the table's rows in a file. */
export default async function teardown() {
  const { FAULTS_RUN: folder, FAULTS_TABLE: copy } = process.env;
  if (!folder) return;
  const rows = join(folder, 'table.jsonl');
  if (existsSync(rows)) {
    printTable(rows);
    if (copy) copyFileSync(rows, copy);
  }
  await closeRun();
}
