import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runId } from '@spawner/kit/run';

let janitor;

/**
 * A folder that everything of this run lives in, and a janitor who clears it away. The janitor waits for its input to
 * end, so it comes as well after Ctrl-C or a crash of the test runner.
 */
export function openRun() {
  const folder = mkdtempSync(join(tmpdir(), 'spawner-faults-'));
  // Passing through is all the database's account may do.
  chmodSync(folder, 0o711);
  mkdirSync(join(folder, 'installations'));
  // Other suites of the same run may be at work: the janitor removes what bears this id.
  const id = (process.env.SPAWNER_TEST_RUN = `${runId()}-f`);
  janitor = spawn(process.execPath, [fileURLToPath(new URL('janitor.mjs', import.meta.url)), folder, id], {
    detached: true,
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return { folder, id };
}

export async function closeRun() {
  const gone = once(janitor, 'exit');
  janitor.stdin.end();
  const [code] = await gone;
  if (code !== 0) throw new Error('The janitor could not clear everything away; its output is above.');
}
