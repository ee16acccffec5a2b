import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { docker } from '@spawner/kit/docker';
import { printTable } from '@spawner/kit/table';

const SHOWS = fileURLToPath(new URL('shows', import.meta.url));
const TITLES = { what: 'attack', input: 'input', required: 'required', result: 'result' };

/** Prints the result of every attack, then cleans up. ATTACKS_TABLE keeps the table's rows in a file. */
export default async function teardown() {
  const { ATTACKS_RUN: folder, ATTACKS_IMAGE: image, ATTACKS_TABLE: copy } = process.env;
  const table = join(folder, 'table.jsonl');
  if (existsSync(table)) {
    const rows = printTable(table, TITLES, ({ held, result, ...row }) => ({
      ...row,
      result: held ? result : `BROKEN: ${result}`,
    }));
    const broken = rows.filter(({ result }) => result.startsWith('BROKEN')).length;
    console.log(`${rows.length} attacks, ${broken} of them succeeded\n`);
    if (existsSync(SHOWS)) console.log(`Screenshots and consoles of the hostile pages: ${SHOWS}\n`);
    if (copy) copyFileSync(table, copy);
  }
  if (image !== 'none') await docker(['image', 'rm', '--force', image]);
  await globalThis.postgresOfAttacks.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
