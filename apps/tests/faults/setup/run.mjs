import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runId } from '@spawner/kit/run';

let janitor;

/**
 * A folder for all files of this run, and a janitor that removes it. The janitor waits for the end of its input,
 * so it also works after Ctrl-C or a crash of the test runner.
 */
export function openRun() {
  const folder = mkdtempSync(join(tmpdir(), 'spawner-faults-'));
  // The database's account may only traverse it.
  chmodSync(folder, 0o711);
  mkdirSync(join(folder, 'installations'));
  // An id of its own, because the janitor removes everything with it and other suites may be active.
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
  if (code !== 0) throw new Error('The janitor failed to clean up; its output is above.');
}
