import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that everything lives in which the cases share. */
export const openRun = () => mkdtempSync(join(tmpdir(), 'spawner-attacks-'));

export const closeRun = (run) => rmSync(run, { recursive: true, force: true, maxRetries: 5 });
