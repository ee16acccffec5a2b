import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopDatabase } from './setup/database.mjs';
import { removeHostileImage } from './setup/image.mjs';
import { closeRun } from './setup/run.mjs';
import { printTable } from './setup/table.mjs';

const SHOWS = fileURLToPath(new URL('shows', import.meta.url));

/** Prints what every attack came to, then leaves nothing behind. ATTACKS_TABLE keeps the table's rows in a file. */
export default async function teardown() {
  const { ATTACKS_RUN: run, ATTACKS_IMAGE: image, ATTACKS_TABLE: copy } = process.env;
  const rows = join(run, 'table.jsonl');
  if (existsSync(rows)) {
    printTable(rows);
    if (existsSync(SHOWS)) console.log(`What the hostile pages showed and said: ${SHOWS}\n`);
    if (copy) copyFileSync(rows, copy);
  }
  if (image !== 'none') await removeHostileImage(image);
  await stopDatabase();
  closeRun(run);
}
