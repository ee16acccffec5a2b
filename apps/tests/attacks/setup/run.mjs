import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that everything lives in which the cases share. */
export function openRun() {
  const run = mkdtempSync(join(tmpdir(), 'spawner-attacks-'));
  // Passing through is all the database's account may do.
  chmodSync(run, 0o711);
  return run;
}

export const closeRun = (run) => rmSync(run, { recursive: true, force: true, maxRetries: 5 });
