import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SettingsError } from './config/settings.error.js';
import { Settings } from './config/settings.js';
import { explainStartFailure } from './server/explain-start-failure.js';
import { type RunningSpawner, startSpawner } from './server/start-spawner.js';

/** Whatever hangs by then is taken up by the next start; a supervisor would kill us soon after. */
const LONGEST_END_MS = 9500;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof SettingsError ? error.message : explainStartFailure(error)}\n`);
  process.exit(1);
}

let starting: Promise<RunningSpawner> | null = null;
let ending = false;

/** Once: npm and a supervisor each send the signal, and only an orderly end stops the database. */
function end(): void {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(0), LONGEST_END_MS).unref();
  // A start that is under way may have a database already, so it is waited for.
  void Promise.resolve(starting)
    .then((spawner) => spawner?.stop())
    .then(() => process.exit(0), fail);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
try {
  starting = startSpawner(Settings.from(process.env, root));
  await starting;
} catch (error) {
  fail(error);
}
